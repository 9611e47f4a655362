#include "audio/resampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/rng.h"

namespace divisi::audio {
namespace {

std::vector<float> resample_in_blocks(const std::vector<float>& in, int in_hz, int out_hz,
                                      const std::vector<std::size_t>& blocks) {
  Resampler resampler(in_hz, out_hz);
  std::vector<float> out;
  std::size_t at = 0;
  for (std::size_t i = 0; at < in.size(); ++i) {
    const std::size_t count = std::min(blocks[i % blocks.size()], in.size() - at);
    resampler.process(in.data() + at, count, out);
    at += count;
  }
  resampler.finish(out);
  return out;
}

std::vector<float> noise(std::size_t count) {
  core::Rng rng(9);
  std::vector<float> samples(count);
  for (float& sample : samples) sample = static_cast<float>(rng.uniform(-1.0, 1.0));
  return samples;
}

double sine_at(double frequency_hz, double time_s) {
  return std::sin(2.0 * std::numbers::pi * frequency_hz * time_s + 0.3);
}

struct Rates {
  int in_hz;
  int out_hz;
};

class EveryRate : public ::testing::TestWithParam<Rates> {};

TEST_P(EveryRate, BlocksDoNotMatterToTheBit) {
  const auto [in_hz, out_hz] = GetParam();
  const std::vector<float> in = noise(30011);
  const std::vector<float> whole = resample_in_blocks(in, in_hz, out_hz, {in.size()});
  EXPECT_EQ(whole, resample_in_blocks(in, in_hz, out_hz, {1, 17, 4096, 333, 4095, 2}));
  EXPECT_EQ(whole, resample_in_blocks(in, in_hz, out_hz, {4097}));
}

TEST_P(EveryRate, LengthIsExact) {
  const auto [in_hz, out_hz] = GetParam();
  for (const std::size_t count : {0U, 1U, 2U, 100U, 4096U, 44100U, 44101U}) {
    const std::vector<float> out = resample_in_blocks(noise(count), in_hz, out_hz, {1000});
    const auto product = static_cast<std::int64_t>(count) * out_hz;
    EXPECT_EQ(static_cast<std::int64_t>(out.size()), (product + in_hz - 1) / in_hz) << count;
  }
}

/// A tone keeps its phase: output sample n is the input at n / out_hz seconds.
TEST_P(EveryRate, NoDelay) {
  const auto [in_hz, out_hz] = GetParam();
  const double frequency_hz = 0.1 * std::min(in_hz, out_hz);
  std::vector<float> in(static_cast<std::size_t>(in_hz) / 2);
  for (std::size_t n = 0; n < in.size(); ++n) {
    in[n] = static_cast<float>(sine_at(frequency_hz, static_cast<double>(n) / in_hz));
  }
  const std::vector<float> out = resample_in_blocks(in, in_hz, out_hz, {5000});
  double worst = 0.0;
  for (std::size_t n = out.size() / 4; n < out.size() * 3 / 4; ++n) {
    worst =
        std::max(worst, std::fabs(out[n] - sine_at(frequency_hz, static_cast<double>(n) / out_hz)));
  }
  EXPECT_LT(worst, 1e-4);
}

class EveryLowerRate : public EveryRate {};

TEST_P(EveryLowerRate, WhatDoesNotFitIsRemoved) {
  const auto [in_hz, out_hz] = GetParam();
  const double frequency_hz = 0.25 * (in_hz + out_hz);  // between the two Nyquist frequencies
  std::vector<float> in(static_cast<std::size_t>(in_hz) / 2);
  for (std::size_t n = 0; n < in.size(); ++n) {
    in[n] = static_cast<float>(sine_at(frequency_hz, static_cast<double>(n) / in_hz));
  }
  const std::vector<float> out = resample_in_blocks(in, in_hz, out_hz, {5000});
  for (std::size_t n = out.size() / 4; n < out.size() * 3 / 4; ++n)
    ASSERT_LT(std::fabs(out[n]), 1e-4);
}

INSTANTIATE_TEST_SUITE_P(Rates, EveryRate,
                         ::testing::Values(Rates{44100, 22050}, Rates{48000, 22050},
                                           Rates{8000, 22050}, Rates{384000, 22050},
                                           Rates{11025, 16000}, Rates{44100, 44100},
                                           Rates{44101, 16000}),
                         [](const auto& rates) {
                           return std::to_string(rates.param.in_hz) + "to" +
                                  std::to_string(rates.param.out_hz);
                         });
INSTANTIATE_TEST_SUITE_P(Rates, EveryLowerRate,
                         ::testing::Values(Rates{44100, 22050}, Rates{48000, 22050},
                                           Rates{384000, 22050}, Rates{44101, 16000}));

TEST(Resampler, EqualRatesPassThrough) {
  const std::vector<float> in = noise(1234);
  EXPECT_EQ(resample_in_blocks(in, 44100, 44100, {100}), in);
}

TEST(Resampler, LengthOfTenHoursDoesNotOverflow) {
  const std::int64_t frames = 10LL * 3600 * 768000;
  EXPECT_EQ(Resampler::output_frames(frames, 768000, 22050), 10LL * 3600 * 22050);
  EXPECT_EQ(Resampler::output_frames(1LL << 50, 48000, 22050),
            ((1LL << 50) / 320 * 147) + ((1LL << 50) % 320 * 147 + 319) / 320);
}

}  // namespace
}  // namespace divisi::audio

#include "features/stft.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "test_signals.h"

namespace divisi::features {
namespace {

const StftSpec kSpecs[] = {{4, 1}, {4, 2}, {64, 16}, {64, 32}, {1024, 256}, {4096, 1024}};

double decibel_of_difference(const std::vector<float>& x, const std::vector<float>& y) {
  double signal = 0.0, error = 0.0;
  for (std::size_t n = 0; n < x.size(); ++n) {
    signal += double(x[n]) * x[n];
    error += (double(x[n]) - y[n]) * (double(x[n]) - y[n]);
  }
  return 10.0 * std::log10(signal / (error + 1e-30));
}

// The definition, in double: frame t of the signal with zeros around it.
std::complex<double> bin_by_definition(const StftSpec& spec, const std::vector<float>& samples,
                                       std::int64_t t, int k) {
  const std::int64_t start = t * spec.hop_samples - spec.window_samples / 2;
  std::complex<double> sum = 0.0;
  for (int n = 0; n < spec.window_samples; ++n) {
    const std::int64_t at = start + n;
    if (at < 0 || at >= std::int64_t(samples.size())) continue;
    const double phase = std::numbers::pi * n / spec.window_samples;
    sum += double(samples[std::size_t(at)]) * std::sin(phase) * std::polar(1.0, -2.0 * k * phase);
  }
  return sum;
}

TEST(Stft, NothingGivesNothing) {
  for (const StftSpec& spec : kSpecs) {
    EXPECT_TRUE(stft(spec, {}).empty());
    EXPECT_TRUE(inverse_stft(spec, {}, 0).empty());
  }
}

TEST(Stft, CountsFramesSoThatEverySampleLiesBetweenTwoCentres) {
  const StftSpec spec{64, 16};
  EXPECT_EQ(stft_frame_count(spec, 0), 0);
  EXPECT_EQ(stft_frame_count(spec, 1), 2);
  EXPECT_EQ(stft_frame_count(spec, 16), 2);
  EXPECT_EQ(stft_frame_count(spec, 17), 3);
}

TEST(Stft, EqualsTheDefinition) {
  for (const StftSpec& spec : {StftSpec{4, 1}, StftSpec{16, 8}, StftSpec{64, 16}}) {
    for (const std::size_t length : {1, 2, 15, 33, 200}) {
      const std::vector<float> samples = white_noise(length, length);
      const std::vector<Bin> frames = stft(spec, samples);
      const std::int64_t count = stft_frame_count(spec, std::int64_t(length));
      ASSERT_EQ(frames.size(), std::size_t(count * spec.bins()));
      for (std::size_t i = 0; i < frames.size(); ++i) {
        const auto bins = std::size_t(spec.bins());
        const auto expected =
            bin_by_definition(spec, samples, std::int64_t(i / bins), int(i % bins));
        ASSERT_LT(std::abs(expected - std::complex<double>(frames[i])), 5e-6)
            << "bin " << i % bins << " of frame " << i / bins << ", length " << length;
      }
    }
  }
}

TEST(Stft, ComesBackAtEveryLengthWithExactlyItsSamples) {
  for (const StftSpec& spec : kSpecs) {
    const auto window = std::size_t(spec.window_samples);
    for (const std::size_t length :
         {std::size_t(1), std::size_t(2), window / 4, window / 2 + 1, window - 1, window,
          window + 1, 3 * window + window / 4 + 1, 5 * window}) {
      const std::vector<float> samples = white_noise(length, length);
      const auto back = inverse_stft(spec, stft(spec, samples), std::int64_t(length));
      ASSERT_EQ(back.size(), length);
      EXPECT_GT(decibel_of_difference(samples, back), 120.0)
          << length << " samples, window " << window << ", hop " << spec.hop_samples;
    }
  }
}

TEST(Stft, BlocksDoNotMatterToTheBit) {
  const StftSpec spec{256, 64};
  const std::vector<float> samples = white_noise(5003, 1);
  const std::vector<Bin> whole = stft(spec, samples);
  for (const int largest : {1, 63, 700, 5003}) {
    Stft transform(spec);
    std::vector<Bin> frames;
    push_in_random_blocks(
        samples, largest, std::uint64_t(largest),
        [&](const float* from, std::size_t count) { transform.push(from, count, frames); });
    transform.finish(frames);
    EXPECT_TRUE(frames == whole) << "blocks up to " << largest;
  }
}

TEST(InverseStft, BlocksDoNotMatterToTheBit) {
  const StftSpec spec{256, 128};
  const std::vector<float> samples = white_noise(5003, 2);
  const std::vector<Bin> frames = stft(spec, samples);
  const auto whole = inverse_stft(spec, frames, 5003);
  const std::int64_t count = std::int64_t(frames.size()) / spec.bins();
  for (const std::int64_t block : {1, 3, 17}) {
    InverseStft transform(spec);
    std::vector<float> back;
    for (std::int64_t t = 0; t < count; t += block) {
      transform.push(frames.data() + t * spec.bins(), std::min(block, count - t), back);
    }
    transform.finish(5003, back);
    EXPECT_EQ(back, whole) << "blocks of " << block;
  }
}

TEST(InverseStft, SilenceIsAFrameOfZeros) {
  const StftSpec spec{64, 16};
  const std::vector<float> samples = white_noise(200, 9);
  std::vector<Bin> frames = stft(spec, samples);
  const std::vector<float> with_gap = [&] {
    InverseStft transform(spec);
    std::vector<float> back;
    for (std::int64_t t = 0; t < stft_frame_count(spec, 200); ++t) {
      if (t == 5) {
        transform.push_silence(back);
      } else {
        transform.push(frames.data() + t * spec.bins(), 1, back);
      }
    }
    transform.finish(200, back);
    return back;
  }();
  std::fill_n(frames.begin() + 5 * spec.bins(), spec.bins(), Bin(0.0F));
  EXPECT_EQ(with_gap, inverse_stft(spec, frames, 200));
}

TEST(InverseStft, WaitsForNoMoreThanHalfAWindow) {
  const StftSpec spec{256, 64};
  const std::vector<float> samples = white_noise(4000, 2);
  Stft analysis(spec);
  InverseStft synthesis(spec);
  std::vector<Bin> frames;
  std::vector<float> back;
  analysis.push(samples.data(), samples.size(), frames);
  synthesis.push(frames.data(), std::int64_t(frames.size()) / spec.bins(), back);
  EXPECT_GE(back.size(), samples.size() - 2 * std::size_t(spec.window_samples));
}

TEST(Stft, ResetForgetsTheSignal) {
  const StftSpec spec{64, 16};
  const std::vector<float> samples = white_noise(501, 5);
  Stft analysis(spec);
  InverseStft synthesis(spec);
  std::vector<Bin> frames;
  std::vector<float> back;
  analysis.push(samples.data(), 333, frames);
  synthesis.push(frames.data(), std::int64_t(frames.size()) / spec.bins(), back);
  analysis.reset();
  synthesis.reset();
  frames.clear();
  back.clear();
  analysis.push(samples.data(), samples.size(), frames);
  analysis.finish(frames);
  EXPECT_TRUE(frames == stft(spec, samples));
  synthesis.push(frames.data(), std::int64_t(frames.size()) / spec.bins(), back);
  synthesis.finish(501, back);
  EXPECT_GT(decibel_of_difference(samples, back), 120.0);
}

TEST(Stft, MagnitudeOfASineIsHalfItsAmplitudeTimesTheWindowsSum) {
  const StftSpec spec{1024, 256};
  const std::vector<float> frames =
      magnitudes(stft(spec, sine_wave(16000, 32.0 * 16000.0 / 1024.0, 16000.0, 0.5)));
  const double window_sum = 2.0 * 1024.0 / std::numbers::pi;
  EXPECT_NEAR(frames[std::size_t(20 * spec.bins() + 32)], 0.5 * window_sum / 2.0, 0.2);
}

}  // namespace
}  // namespace divisi::features

#include "features/cqt.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "features/cqt_reference.h"
#include "test_signals.h"

namespace divisi::features {
namespace {

using Cells = std::vector<std::complex<float>>;

CqtSpec spec_of(double rate_hz, int hop, int bins, int octaves, double lowest_hz) {
  CqtSpec spec;
  spec.sample_rate_hz = rate_hz;
  spec.hop_samples = hop;
  spec.bins_per_octave = bins;
  spec.octave_count = octaves;
  spec.lowest_hz = lowest_hz;
  return spec;
}

CqtSpec variable_q_spec(double filter_scale, double gamma_hz) {
  CqtSpec spec;
  spec.lowest_hz = 26.9756;
  spec.window = Window::hann;
  spec.filter_scale = filter_scale;
  spec.gamma_hz = gamma_hz;
  return spec;
}

/// Largest difference over the largest magnitude of the reference.
double relative_error(const CqtSpec& spec, const std::vector<float>& samples) {
  const auto plan = plan_cqt(spec);
  EXPECT_TRUE(plan);
  const auto expected = transform_reference(*plan, samples);
  const auto found = transform_clip(spec, samples);
  EXPECT_TRUE(found);
  EXPECT_EQ(found->size(), expected.size());
  double worst = 0.0, peak = 0.0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const std::complex<double> cell((*found)[i].real(), (*found)[i].imag());
    worst = std::max(worst, std::abs(cell - expected[i]));
    peak = std::max(peak, std::abs(expected[i]));
  }
  EXPECT_GT(peak, 0.0);
  return worst / peak;
}

struct NamedSpec {
  const char* name;
  CqtSpec spec;
};

class CqtAgainstReference : public testing::TestWithParam<NamedSpec> {};

TEST_P(CqtAgainstReference, AgreesOnNoiseAndTones) {
  std::vector<float> samples = white_noise(9001, 11);
  const auto tone = sine_wave(samples.size(), 440.0, GetParam().spec.sample_rate_hz);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = 0.1f * samples[i] + tone[i];
  EXPECT_LT(relative_error(GetParam().spec, samples), 5e-6);
}

INSTANTIATE_TEST_SUITE_P(
    Specs, CqtAgainstReference,
    testing::Values(NamedSpec{"default", CqtSpec{}},
                    NamedSpec{"published_hop_256", spec_of(22050, 256, 36, 8, 32.07955284)},
                    NamedSpec{"odd_hop", spec_of(22050, 441, 24, 4, 220)},
                    NamedSpec{"hop_turns_odd", spec_of(22050, 220, 36, 6, 110)},
                    NamedSpec{"hop_1", spec_of(8000, 1, 5, 2, 500)},
                    NamedSpec{"rate_16000", spec_of(16000, 512, 36, 6, 32.7032)},
                    NamedSpec{"rate_44100", spec_of(44100, 512, 36, 8, 32.7032)},
                    NamedSpec{"rate_48000", spec_of(48000, 480, 12, 7, 55)},
                    NamedSpec{"near_nyquist", spec_of(22050, 512, 24, 3, 1290)},
                    NamedSpec{"one_bin", spec_of(22050, 64, 1, 1, 1000)},
                    NamedSpec{"long_map", variable_q_spec(0.8, 1.5)},
                    NamedSpec{"short_map", variable_q_spec(0.25, 6.0)}),
    [](const testing::TestParamInfo<NamedSpec>& param) { return param.param.name; });

TEST(Cqt, ShortClipsGiveTheirFrames) {
  const CqtSpec spec;
  for (const std::size_t length : {0u, 1u, 2u, 3u, 511u, 512u, 513u, 1025u}) {
    const auto cells = transform_clip(spec, white_noise(length, 1));
    ASSERT_TRUE(cells);
    EXPECT_EQ(cells->size(), (length + 511) / 512 * 288) << length;
    if (length == 0) continue;
    EXPECT_LT(relative_error(spec, white_noise(length, 1)), 5e-6) << length;
  }
}

TEST(Cqt, BlocksDoNotMatterToTheBit) {
  const std::vector<float> samples = white_noise(60007, 7);
  CqtSpec odd;
  odd.hop_samples = 300;
  for (const CqtSpec& spec : {CqtSpec{}, variable_q_spec(0.25, 6.0), odd}) {
    const auto whole = transform_clip(spec, samples);
    ASSERT_TRUE(whole);
    for (const int largest : {60, 1000, 30000}) {
      auto cqt = Cqt::create(spec);
      ASSERT_TRUE(cqt);
      Cells cells;
      std::int64_t expected_first = 0;
      const CqtSink sink = [&](std::int64_t first, int count, const std::complex<float>* block) {
        EXPECT_EQ(first, expected_first);
        expected_first += count;
        cells.insert(cells.end(), block, block + count * spec.bin_count());
      };
      push_in_random_blocks(samples, largest, 5, [&](const float* from, std::size_t count) {
        cqt->push(from, count, sink);
      });
      cqt->finish(sink);
      EXPECT_TRUE(cells == *whole) << "blocks up to " << largest;
    }
  }
}

TEST(Cqt, FramesComeAsSoonAsTheirSamplesAre) {
  auto cqt = Cqt::create(CqtSpec{});
  ASSERT_TRUE(cqt);
  std::int64_t frames = 0;
  const CqtSink sink = [&](std::int64_t, int count, const auto*) { frames += count; };
  const std::vector<float> samples = white_noise(22050 * 3, 9);
  for (std::size_t at = 0; at < samples.size(); at += 50) cqt->push(&samples[at], 50, sink);
  // Half of the longest window (277 samples at 172 Hz) and the delay of seven decimations.
  EXPECT_GT(frames, std::int64_t(samples.size() - 139 * 128 - 2 * 16 * 128) / 512);
}

TEST(Cqt, ResetForgetsTheSignal) {
  const std::vector<float> samples = white_noise(5000, 13);
  auto cqt = Cqt::create(CqtSpec{});
  ASSERT_TRUE(cqt);
  Cells cells;
  const CqtSink append = [&](std::int64_t, int count, const std::complex<float>* block) {
    cells.insert(cells.end(), block, block + count * 288);
  };
  cqt->push(samples.data(), 4321, append);
  cqt->reset();
  cells.clear();
  cqt->push(samples.data(), samples.size(), append);
  cqt->finish(append);
  EXPECT_TRUE(cells == *transform_clip(CqtSpec{}, samples));
}

TEST(Cqt, SineOfAmplitudeOneGivesOneHalfInEveryOctave) {
  const CqtSpec spec;
  for (int bin = 61; bin < 288; bin += 36) {  // the lowest windows do not fit into two seconds
    const double frequency_hz = spec.lowest_hz * std::exp2(bin / 36.0);
    const auto cells = transform_clip(spec, sine_wave(44100, frequency_hz, 22050));
    ASSERT_TRUE(cells);
    const auto* frame = cells->data() + 43 * 288;
    int peak = 0;
    for (int i = 0; i < 288; ++i) {
      if (std::abs(frame[i]) > std::abs(frame[peak])) peak = i;
    }
    EXPECT_EQ(peak, bin);
    EXPECT_NEAR(std::abs(frame[peak]), 0.5, 0.025) << bin;
  }
}

/// How far the recursion departs from windows at the full rate, in dB below the peak.
double departure_db(const CqtSpec& spec, const std::vector<float>& samples, int margin_frames) {
  const auto plan = plan_cqt(spec);
  EXPECT_TRUE(plan);
  const auto recursive = transform_reference(*plan, samples);
  const auto full = transform_full_rate(*plan, samples);
  const std::size_t margin = std::size_t(margin_frames * spec.bin_count());
  double worst = 0.0, peak = 0.0;
  for (std::size_t i = margin; i < full.size() - margin; ++i) {
    worst = std::max(worst, std::abs(std::abs(recursive[i]) - std::abs(full[i])));
    peak = std::max(peak, std::abs(full[i]));
  }
  return 20.0 * std::log10(worst / peak);
}

// The figures in docs/performance.md. Magnitudes only: see transform_full_rate().
TEST(Cqt, DepartsLittleFromWindowsAtTheFullRate) {
  const CqtSpec spec = spec_of(22050, 1024, 12, 5, 220.0);
  std::vector<float> samples = sine_wave(22050, 440.0, 22050, 0.4);
  const auto high = sine_wave(samples.size(), 3520.0, 22050, 0.4);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] += high[i];
  const double tones_db = departure_db(spec, samples, 3);
  const double noise_db = departure_db(spec, white_noise(22050, 17), 3);
  RecordProperty("tones_db", std::to_string(tones_db));
  RecordProperty("noise_db", std::to_string(noise_db));
  EXPECT_LT(tones_db, -37.0);
  EXPECT_LT(noise_db, -45.0);
}

TEST(CqtSpec, RefusesWhatCannotBe) {
  const auto refused = [](auto change, const char* field) {
    CqtSpec spec;
    change(spec);
    const auto plan = plan_cqt(spec);
    ASSERT_FALSE(plan) << field;
    EXPECT_EQ(plan.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(plan.error().where, field);
    EXPECT_NE(plan.error().message.find("expected"), std::string::npos);
    EXPECT_EQ(plan.error().message.find('\n'), std::string::npos);
    EXPECT_FALSE(Cqt::create(spec));
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  refused([&](CqtSpec& s) { s.sample_rate_hz = nan; }, "sample_rate_hz");
  refused([&](CqtSpec& s) { s.sample_rate_hz = infinity; }, "sample_rate_hz");
  refused([&](CqtSpec& s) { s.hop_samples = 0; }, "hop_samples");
  refused([&](CqtSpec& s) { s.bins_per_octave = 0; }, "bins_per_octave");
  refused([&](CqtSpec& s) { s.octave_count = -1; }, "octave_count");
  refused([&](CqtSpec& s) { s.octave_count = 9; }, "highest bin (Hz)");
  refused([&](CqtSpec& s) { s.lowest_hz = 0.0; }, "lowest_hz");
  refused([&](CqtSpec& s) { s.lowest_hz = 45.0; }, "highest bin (Hz)");
  refused([&](CqtSpec& s) { s.filter_scale = nan; }, "filter_scale");
  refused([&](CqtSpec& s) { s.filter_scale = 0.001; }, "window length");
  refused([&](CqtSpec& s) { s.filter_scale = 1e9; }, "window length");
  refused([&](CqtSpec& s) { s.gamma_hz = -1.0; }, "gamma_hz");
  refused([&](CqtSpec& s) { s.gamma_hz = 1e9; }, "window length");
  refused(
      [&](CqtSpec& s) {
        s.lowest_hz = s.filter_scale = 1e308;  // lengths that are infinity over infinity
      },
      "window length");
}

TEST(CqtSpec, OddHopEndsTheDecimation) {
  CqtSpec spec;
  spec.hop_samples = 300;  // 300, 150, 75
  const auto plan = plan_cqt(spec);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->level_count, 3);
  EXPECT_EQ(plan->octaves.back().hop_samples, 75);
  EXPECT_GT(plan->octaves.back().rows[0].length_samples, 8000);
}

TEST(CqtSpec, GammaShortensLowWindowsMost) {
  const auto plain = plan_cqt(variable_q_spec(1.0, 0.0)),
             varied = plan_cqt(variable_q_spec(1.0, 4.0));
  ASSERT_TRUE(plain && varied);
  const auto ratio = [&](std::size_t octave) {
    return double(varied->octaves[octave].rows[0].length_samples) /
           plain->octaves[octave].rows[0].length_samples;
  };
  EXPECT_GT(ratio(0), 0.9);
  EXPECT_LT(ratio(7), 0.15);
}

}  // namespace
}  // namespace divisi::features

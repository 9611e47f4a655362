#include "features/bend_finder.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "core/rng.h"
#include "divisi/score.h"
#include "test_signals.h"

namespace divisi::features {
namespace {

constexpr double kRate_hz = 22050.0;
constexpr double kTuning_hz = 446.0;

/// Half a second of twelve harmonics, `cents` above its key.
void add_tone(std::vector<float>& samples, int pitch_midi, double cents, double amplitude = 0.2) {
  const double f0_hz = hz_of_pitch(pitch_midi + cents / 100.0, kTuning_hz);
  samples.resize(static_cast<std::size_t>(kRate_hz / 2), 0.0f);
  for (int h = 1; h <= 12 && h * f0_hz < 0.45 * kRate_hz; ++h) {
    const auto partial = sine_wave(samples.size(), h * f0_hz, kRate_hz, amplitude / h);
    for (std::size_t n = 0; n < samples.size(); ++n) samples[n] += partial[n];
  }
}

/// In the middle.
float bend_heard(const std::vector<float>& samples, int pitch_midi) {
  const FeatureSpec spec;
  const auto features =
      extract_features(spec.in_tuning(kTuning_hz), samples.data(), samples.size());
  EXPECT_TRUE(features);
  const PitchGrid pitches;
  const BendFinder finder(spec, pitches);
  std::vector<float> heard;
  finder.hear(features->row(features->rows / 2), heard);
  return finder.bend_of(heard, pitch_midi - pitches.lowest_midi);
}

TEST(BendFinder, HearsHowFarATonesHarmonicsAreFromItsKey) {
  for (const int pitch : {33, 45, 57, 64, 76, 88, 99}) {
    for (const double cents : {-150.0, -80.0, -35.0, -10.0, 0.0, 20.0, 50.0, 90.0, 150.0}) {
      std::vector<float> samples;
      add_tone(samples, pitch, cents);
      // Far from the key, a low tone's broad peak is drawn towards it by a step at most.
      EXPECT_NEAR(bend_heard(samples, pitch), cents, std::abs(cents) <= 50.0 ? 8.0 : 18.0) << pitch;
    }
  }
}

TEST(BendFinder, IsNotLedAwayByOthersWhoPlay) {
  for (const double cents : {-40.0, 0.0, 40.0}) {
    std::vector<float> samples;
    add_tone(samples, 60, cents);
    add_tone(samples, 67, 0.0);
    add_tone(samples, 52, 0.0);
    EXPECT_NEAR(bend_heard(samples, 60), cents, 15.0);
  }
}

TEST(BendFinder, HearsNothingInSilence) {
  const std::vector<float> silence(11025, 0.0f);
  EXPECT_EQ(bend_heard(silence, 21), 0.0f);
  EXPECT_EQ(bend_heard(silence, 108), 0.0f);
}

TEST(BendFinder, NeverSaysMoreThanItMay) {
  core::Rng rng(5);
  const BendFinder finder(FeatureSpec{}, PitchGrid{});
  std::vector<float> heard;
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<float> cells(576);
    for (float& cell : cells) cell = rng.chance(0.5) ? 0.0f : static_cast<float>(rng.uniform(0, 1));
    finder.hear(cells.data(), heard);
    for (int pitch = 0; pitch < 88; ++pitch)
      ASSERT_LE(std::abs(finder.bend_of(heard, pitch)), kMostBend_cents);
  }
}

}  // namespace
}  // namespace divisi::features

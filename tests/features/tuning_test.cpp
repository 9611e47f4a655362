#include "features/tuning.h"

#include <cmath>

#include <gtest/gtest.h>

#include "test_signals.h"

namespace divisi::features {
namespace {

/// A few keys at once, each with its harmonics, `cents` above 440 Hz.
std::vector<float> chord(double cents, double rate_hz, double seconds = 3.0) {
  const auto count = static_cast<std::size_t>(seconds * rate_hz);
  std::vector<float> sound(count, 0.0f);
  for (const int key : {45, 52, 61, 64, 72}) {
    const double f0_hz = 440.0 * std::exp2((key - 69) / 12.0 + cents / 1200.0);
    for (int harmonic = 1; harmonic <= 6; ++harmonic) {
      const std::vector<float> partial =
          sine_wave(count, harmonic * f0_hz, rate_hz, 0.1 / (harmonic * harmonic));
      for (std::size_t n = 0; n < count; ++n) sound[n] += partial[n];
    }
  }
  return sound;
}

Tuning tuning_of(const std::vector<float>& sound, double rate_hz) {
  TuningEstimator estimator(rate_hz);
  estimator.push(sound.data(), sound.size());
  return estimator.estimate();
}

TEST(Tuning, IsHeardToACoupleOfCents) {
  for (const double rate_hz : {16000.0, 22050.0, 44100.0}) {
    for (const double cents : {-45.0, -30.0, -10.0, 0.0, 7.0, 25.0, 45.0}) {
      const Tuning found = tuning_of(chord(cents, rate_hz), rate_hz);
      EXPECT_NEAR(found.cents, cents, 2.5) << rate_hz << " Hz";
      EXPECT_GT(found.agreement, 0.8);
    }
  }
}

/// Harmonics that lie between keys say nothing about what is played.
TEST(Tuning, IsNotThatOfHighHarmonics) {
  std::vector<float> sound(22050 * 3, 0.0f);
  for (int harmonic = 1; harmonic <= 16; ++harmonic) {
    const std::vector<float> partial = sine_wave(sound.size(), harmonic * 110.0, 22050.0, 0.05);
    for (std::size_t n = 0; n < sound.size(); ++n) sound[n] += partial[n];
  }
  EXPECT_NEAR(tuning_of(sound, 22050.0).cents, 1.0, 2.5);
}

TEST(Tuning, SaysHowMuchThereWasToHear) {
  std::vector<float> sound = chord(5.0, 22050.0, 2.0);
  sound.resize(sound.size() + 22050 * 3, 0.0f);
  EXPECT_NEAR(tuning_of(sound, 22050.0).heard_s, 2.0, 0.4);
}

/// What is more than half a semitone off is the next key's.
TEST(Tuning, IsOfTheNearestKey) {
  EXPECT_NEAR(tuning_of(chord(80.0, 22050.0), 22050.0).cents, -20.0, 2.5);
}

TEST(Tuning, NobodyAgreesAboutNoiseNorSilence) {
  EXPECT_LT(tuning_of(white_noise(22050 * 20, 3), 22050.0).agreement, 0.2);
  EXPECT_EQ(tuning_of(std::vector<float>(22050 * 2, 0.0f), 22050.0).agreement, 0.0);
  EXPECT_EQ(tuning_of({}, 22050.0).agreement, 0.0);
}

/// Quarter tones: as many keys as lie between them.
TEST(Tuning, TwoTuningsAtOnceAgreeLess) {
  std::vector<float> sound = chord(0.0, 22050.0);
  const std::vector<float> other = chord(50.0, 22050.0);
  for (std::size_t n = 0; n < sound.size(); ++n) sound[n] += other[n];
  EXPECT_LT(tuning_of(sound, 22050.0).agreement, 0.4);
}

TEST(Tuning, DoesNotDependOnBlocks) {
  const std::vector<float> sound = chord(12.0, 22050.0);
  const Tuning whole = tuning_of(sound, 22050.0);
  TuningEstimator estimator(22050.0);
  push_in_random_blocks(sound, 5000, 5, [&](const float* samples, std::size_t count) {
    estimator.push(samples, count);
  });
  EXPECT_EQ(estimator.estimate().cents, whole.cents);
  EXPECT_EQ(estimator.estimate().agreement, whole.agreement);
}

}  // namespace
}  // namespace divisi::features

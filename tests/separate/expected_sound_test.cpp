#include "separate/expected_sound.h"

#include <gtest/gtest.h>

#include <cmath>

namespace divisi::separate {
namespace {

std::size_t band_of(double frequency_hz) { return std::size_t(std::lround(band_at(frequency_hz))); }

Note note_at(double onset_s, double offset_s, int pitch, int velocity = 127) {
  return {onset_s, offset_s, pitch, velocity};
}

TEST(HarmonicProfile, HasItsRidgesAtTheHarmonics) {
  const BandProfile power = harmonic_profile(220.0, 6.5);  // A3
  for (const int h : {1, 2, 3, 4}) {
    const float ridge = power[band_of(220.0 * h)];
    EXPECT_GT(ridge, 20.0F * power[band_of(220.0 * (h + 0.5))]) << h;
    EXPECT_GT(ridge, power[band_of(220.0 * (h + 1))]) << h;
  }
  EXPECT_LT(power[band_of(110.0)], 1e-3F);
}

TEST(HarmonicProfile, OfEveryPitchIsFiniteAndPositive) {
  for (int pitch = 0; pitch < 128; ++pitch) {
    for (const float value : harmonic_profile(hz_of_pitch(pitch), 6.5)) {
      ASSERT_TRUE(std::isfinite(value) && value >= 0.0F) << pitch;
    }
  }
}

TEST(DrumProfile, KickIsLowAndHiHatHigh) {
  const BandProfile kick = drum_profile(36), snare = drum_profile(38), hat = drum_profile(42);
  EXPECT_GT(kick[band_of(60.0)], 10.0F * kick[band_of(2000.0)]);
  EXPECT_GT(hat[band_of(8000.0)], 10.0F * hat[band_of(200.0)]);
  EXPECT_GT(kick[band_of(60.0)], 10.0F * hat[band_of(60.0)]);
  EXPECT_GT(snare[band_of(1000.0)], kick[band_of(1000.0)]);
}

TEST(NoteEnvelope, RisesAtTheOnsetDecaysAndRingsAfterTheOffset) {
  const Note note = note_at(1.0, 3.0, 60);
  constexpr double kWindow_s = 0.093;
  EXPECT_EQ(note_envelope(note, 0.97, kWindow_s), 0.0);
  EXPECT_GT(note_envelope(note, 1.05, kWindow_s), 0.9);
  EXPECT_GT(note_envelope(note, 1.1, kWindow_s), note_envelope(note, 2.9, kWindow_s));
  EXPECT_GT(note_envelope(note, 2.9, kWindow_s), 0.2);
  EXPECT_GT(note_envelope(note, 3.05, kWindow_s), 0.05);
  EXPECT_LT(note_envelope(note, 3.6, kWindow_s), 0.001);
}

TEST(StrokeEnvelope, DecaysFromTheStroke) {
  const double kick_decay_s = stroke_decay_s(36);
  const Note kick = note_at(1.0, 1.1, 36), crash = note_at(1.0, 1.1, 49);
  EXPECT_EQ(stroke_envelope(kick, kick_decay_s, 0.9, 0.093), 0.0);
  EXPECT_NEAR(stroke_envelope(kick, kick_decay_s, 1.01, 0.093), 1.0, 1e-9);
  EXPECT_LT(stroke_envelope(kick, kick_decay_s, 1.4, 0.093), 0.05);
  EXPECT_GT(stroke_envelope(crash, stroke_decay_s(49), 1.4, 0.093), 0.3);
}

}  // namespace
}  // namespace divisi::separate

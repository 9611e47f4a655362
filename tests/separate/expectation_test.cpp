#include "separate/expectation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/rng.h"

namespace divisi::separate {
namespace {

std::size_t band_of(double frequency_hz) { return std::size_t(std::lround(band_at(frequency_hz))); }

Note note_at(double onset_s, double offset_s, int pitch, int velocity = 127) {
  return {onset_s, offset_s, pitch, velocity};
}

std::vector<float> at(const std::vector<Part>& parts, double time_s) {
  Expectation expectation(parts, separation_stft(44100), 44100);
  std::vector<float> power(parts.size() * kBands);
  expectation.at(time_s, power.data());
  return power;
}

TEST(HarmonicProfile, HasItsRidgesAtTheHarmonics) {
  const BandProfile power = harmonic_profile(57, 6.5);  // A3: 220 Hz
  for (const int h : {1, 2, 3, 4}) {
    const float ridge = power[band_of(220.0 * h)];
    EXPECT_GT(ridge, 20.0F * power[band_of(220.0 * (h + 0.5))]) << h;
    EXPECT_GT(ridge, power[band_of(220.0 * (h + 1))]) << h;
  }
  EXPECT_LT(power[band_of(110.0)], 1e-3F);
}

TEST(HarmonicProfile, OfEveryPitchIsFiniteAndPositive) {
  for (int pitch = 0; pitch < 128; ++pitch) {
    for (const float value : harmonic_profile(pitch, 6.5)) {
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
  const Note kick = note_at(1.0, 1.1, 36), crash = note_at(1.0, 1.1, 49);
  EXPECT_EQ(stroke_envelope(kick, 0.9, 0.093), 0.0);
  EXPECT_NEAR(stroke_envelope(kick, 1.01, 0.093), 1.0, 1e-9);
  EXPECT_LT(stroke_envelope(kick, 1.4, 0.093), 0.05);
  EXPECT_GT(stroke_envelope(crash, 1.4, 0.093), 0.3);
}

TEST(Expectation, OfNothingIsNothing) {
  EXPECT_TRUE(at({}, 1.0).empty());
  EXPECT_EQ(at({Part{}}, 1.0), std::vector<float>(kBands, 0.0F));
}

TEST(Expectation, GivesEachPartItsOwnNotes) {
  Part low, high;
  low.notes = {note_at(0.0, 2.0, 45)};
  high.notes = {note_at(0.0, 1.0, 81)};
  const std::vector<float> both = at({low, high}, 0.5), later = at({low, high}, 1.9);
  EXPECT_GT(both[band_of(110.0)], 100.0F * both[kBands + band_of(110.0)]);
  EXPECT_GT(both[kBands + band_of(880.0)], both[band_of(880.0)]);
  EXPECT_GT(later[band_of(110.0)], 0.1F);
  EXPECT_EQ(later[kBands + band_of(880.0)], 0.0F);
}

TEST(Expectation, GrowsWithTheSquareOfVelocity) {
  Part loud, soft;
  loud.notes = {note_at(0.0, 1.0, 60, 120)};
  soft.notes = {note_at(0.0, 1.0, 60, 60)};
  const std::vector<float> power = at({loud, soft}, 0.5);
  const std::size_t ridge = band_of(261.6);
  EXPECT_NEAR(power[ridge] / power[kBands + ridge], 4.0F, 1e-3F);
}

TEST(Expectation, DoesNotDependOnTheOrderOfNotesOrQuestions) {
  core::Rng rng(7);
  Part part;
  for (int i = 0; i < 60; ++i) {
    const double onset_s = rng.uniform(0.0, 5.0);
    part.notes.push_back(note_at(onset_s, onset_s + rng.uniform(0.05, 2.0), rng.integer(0, 127)));
  }
  Part reversed = part;
  std::reverse(reversed.notes.begin(), reversed.notes.end());
  const std::vector<Part> parts = {part};
  Expectation expectation(parts, separation_stft(44100), 44100);
  std::vector<float> power(kBands);
  for (const double time_s : {0.1, 0.2, 3.0, 2.9, 5.0, 0.1, 9.0}) {
    expectation.at(time_s, power.data());
    const std::vector<float> fresh = at({reversed}, time_s);
    for (std::size_t band = 0; band < kBands; ++band) {
      ASSERT_NEAR(power[band], fresh[band], 1e-5F * (1.0F + fresh[band])) << time_s;
    }
  }
}

}  // namespace
}  // namespace divisi::separate

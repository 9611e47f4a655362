#include "separate/components.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>

#include "core/rng.h"

namespace divisi::separate {
namespace {

constexpr int kRate_hz = 44100;

Note note_at(double onset_s, double offset_s, int pitch, int velocity = 127) {
  return {onset_s, offset_s, pitch, velocity};
}

Components components_of(const std::vector<Part>& parts) {
  return {parts, separation_stft(kRate_hz), kRate_hz};
}

std::map<int, float> at(Components& components, double time_s) {
  std::vector<Sounding> sounding;
  components.at(time_s, sounding);
  std::map<int, float> gains;
  for (const Sounding& one : sounding) {
    EXPECT_TRUE(gains.emplace(one.component, one.gain).second) << "twice: " << one.component;
  }
  return gains;
}

TEST(Components, OfNothingIsTheResidual) {
  const std::vector<Part> parts = {Part{}, Part{}};
  Components components = components_of(parts);
  EXPECT_EQ(components.count(), 1);
  EXPECT_EQ(components.part_of(0), 2);
  EXPECT_EQ(at(components, 1.0), (std::map<int, float>{{0, 0.0F}}));
}

TEST(Components, AreOnePerPitchAndTwoPerDrum) {
  std::vector<Part> parts(2);
  parts[0].notes = {note_at(0, 1, 60), note_at(2, 3, 60), note_at(0, 1, 64)};
  parts[1].is_drums = true;
  parts[1].notes = {note_at(0, 0.1, 36), note_at(1, 1.1, 36)};
  const Components components = components_of(parts);
  ASSERT_EQ(components.count(), 2 + 2 + 1);
  EXPECT_EQ(components.part_of(0), 0);
  EXPECT_EQ(components.part_of(2), 1);
  for (const BandProfile& spectrum : components.expected()) {
    EXPECT_NEAR(std::accumulate(spectrum.begin(), spectrum.end(), 0.0F), 1.0F, 1e-4F);
  }
}

TEST(Components, AreExpectedInTheTuningOfThePiece) {
  std::vector<Part> parts(1);
  parts[0].notes = {note_at(0, 1, 69)};
  const Components components(parts, separation_stft(kRate_hz), kRate_hz, 415.3);
  const BandProfile& spectrum = components.expected().front();
  const auto band_of = [](double hz) { return std::size_t(std::lround(band_at(hz))); };
  EXPECT_GT(spectrum[band_of(415.3)], 3.0F * spectrum[band_of(440.0)]);
}

TEST(Components, SoundWithTheirNotesAsLoudAsTheLouder) {
  std::vector<Part> parts(1);
  parts[0].notes = {note_at(1, 2, 60, 127), note_at(1.5, 2.5, 60, 40), note_at(4, 5, 67, 64)};
  Components components = components_of(parts);
  EXPECT_EQ(at(components, 0.5).size(), 1U);
  EXPECT_GT(at(components, 1.6)[0], 0.8F);
  EXPECT_NEAR(at(components, 4.1)[1], 64.0F / 127.0F, 0.05F);
  EXPECT_EQ(at(components, 9.0).size(), 1U);
}

/// The first note of the first part may as well be another's.
std::vector<Part> with_a_guest(double part_confidence, int next_part) {
  std::vector<Part> parts(4);
  parts[0].notes = {note_at(1, 2, 60), note_at(1, 2, 64)};
  parts[0].notes[0].part_confidence = part_confidence;
  parts[0].notes[0].next_part = next_part;
  parts[1].notes = {note_at(5, 6, 72)};
  parts[2].is_drums = true;
  parts[2].notes = {note_at(5, 5.1, 36)};
  return parts;
}

TEST(Components, WhatMayAsWellBeAnothersSoundsInBoth) {
  const std::vector<Part> parts = with_a_guest(0.6, 1);
  Components components = components_of(parts);
  std::map<int, int> of_part;
  for (const auto& [component, gain] : at(components, 1.5))
    ++of_part[components.part_of(component)];
  EXPECT_EQ(of_part, (std::map<int, int>{{0, 2}, {1, 1}, {4, 1}}));
}

TEST(Components, ANoteIsNobodysGuestThatIsSureOrKnowsNobodyWhoTakesIt) {
  for (const auto& [confidence, next] :
       {std::pair(0.95, 1), {0.6, -1}, {0.6, 0}, {0.6, 2}, {0.6, 3}, {0.6, 4}}) {
    const std::vector<Part> parts = with_a_guest(confidence, next);
    Components components = components_of(parts);
    EXPECT_EQ(at(components, 1.5).size(), 3U)
        << confidence << ", " << next << ": drums and silent parts take none";
  }
}

TEST(Components, TheKeysBesideASingersNoteMaySoundWithIt) {
  std::vector<Part> parts(1);
  parts[0].family = "voice";
  parts[0].notes = {note_at(1, 2, 60), note_at(1, 2, 0), note_at(1, 2, 127), note_at(5, 6, 61)};
  Components components = components_of(parts);
  EXPECT_EQ(components.count(), 3 + 2 + 2 + 1 + 1) << "62 is new with 61; there is none below 0";
  std::map<int, float> gains = at(components, 1.5);
  ASSERT_EQ(gains.size(), 3U + 2U + 2U + 1U);
  EXPECT_GT(gains[0], 0.9F);
  EXPECT_NEAR(gains[1], 0.3F * gains[0], 1e-6F);
  EXPECT_NEAR(gains[2], 0.3F * gains[0], 1e-6F);
  EXPECT_GT(at(components, 5.5)[2], 0.9F) << "the key beside one note is another's own";
  parts[0].family = "strings";
  EXPECT_EQ(components_of(parts).count(), 4 + 1);
}

TEST(Components, AStrokeIsGoneBeforeItsRing) {
  std::vector<Part> parts(1);
  parts[0].is_drums = true;
  parts[0].notes = {note_at(1.0, 1.05, 49)};
  Components components = components_of(parts);
  EXPECT_EQ(at(components, 1.02).size(), 3U);
  EXPECT_EQ(at(components, 1.5).size(), 2U);
}

TEST(Components, DoNotDependOnTheOrderOfQuestions) {
  core::Rng rng(7);
  std::vector<Part> parts(1);
  for (int i = 0; i < 60; ++i) {
    const double onset_s = rng.uniform(0.0, 5.0);
    parts[0].notes.push_back(
        note_at(onset_s, onset_s + rng.uniform(0.05, 2.0), rng.integer(0, 127)));
  }
  Components asked = components_of(parts);
  for (const double time_s : {0.1, 0.2, 3.0, 2.9, 5.0, 0.1, 9.0}) {
    Components fresh = components_of(parts);
    EXPECT_EQ(at(asked, time_s), at(fresh, time_s)) << time_s;
  }
}

}  // namespace
}  // namespace divisi::separate

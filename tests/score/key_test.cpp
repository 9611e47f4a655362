#include "score/key.h"

#include <gtest/gtest.h>

#include <string>

namespace divisi::score {
namespace {

Score scale(int tonic_midi, const std::vector<int>& steps) {
  Score score;
  score.parts.resize(1);
  double time_s = 0.0;
  const auto play = [&](int pitch, double length_s) {
    score.parts[0].notes.push_back({time_s, time_s + length_s, pitch, 80, 1.0});
    time_s += length_s;
  };
  for (int round = 0; round < 3; ++round) {
    for (const int step : steps) play(tonic_midi + step, 0.25);
    play(tonic_midi, 1.0);
    play(tonic_midi + 7, 0.5);
    play(tonic_midi + steps[2], 0.5);
  }
  return score;
}

TEST(Key, MajorScalesOfAllTonics) {
  const int fifths[] = {0, -5, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5};
  for (int tonic = 0; tonic < 12; ++tonic) {
    const Key key = estimate_key(scale(60 + tonic, {0, 2, 4, 5, 7, 9, 11}));
    EXPECT_EQ(key.fifths, fifths[tonic]);
    EXPECT_FALSE(key.is_minor);
  }
}

TEST(Key, HarmonicMinorIsMinor) {
  const Key key = estimate_key(scale(57, {0, 2, 3, 5, 7, 8, 11}));
  EXPECT_EQ(key.fifths, 0);
  EXPECT_TRUE(key.is_minor);
}

TEST(Key, NothingIsCMajor) {
  EXPECT_EQ(estimate_key(Score{}).fifths, 0);
  Score drums = scale(61, {0, 2, 4, 5, 7, 9, 11});
  drums.parts[0].is_drums = true;
  EXPECT_EQ(estimate_key(drums).fifths, 0);
}

std::string name(int midi, int fifths) {
  const Spelling s = spell_pitch(midi, {fifths, false});
  return std::string(1, s.step) +
         std::string(static_cast<std::size_t>(std::abs(s.alter)), s.alter < 0 ? 'b' : '#') +
         std::to_string(s.octave);
}

TEST(Spelling, FollowsTheKey) {
  EXPECT_EQ(name(60, 0), "C4");
  EXPECT_EQ(name(61, 0), "C#4");
  EXPECT_EQ(name(63, 0), "Eb4");
  EXPECT_EQ(name(66, 0), "F#4");
  EXPECT_EQ(name(68, 0), "G#4") << "the leading note of A minor";
  EXPECT_EQ(name(70, 0), "Bb4");
  EXPECT_EQ(name(61, -4), "Db4");
  EXPECT_EQ(name(61, 2), "C#4");
  EXPECT_EQ(name(59, -6), "Cb4") << "written in the octave above";
  EXPECT_EQ(name(60, 6), "B#3") << "written in the octave below";
}

TEST(Spelling, EveryNameSoundsAsItsPitch) {
  const std::string steps = "C D EF G A B";
  for (int fifths = -6; fifths <= 6; ++fifths) {
    for (int midi = 0; midi < 128; ++midi) {
      const Spelling s = spell_pitch(midi, {fifths, false});
      EXPECT_EQ(static_cast<int>(steps.find(s.step)) + s.alter + 12 * (s.octave + 1), midi);
      EXPECT_LE(std::abs(s.alter), 2);
    }
  }
}

}  // namespace
}  // namespace divisi::score

#include "decode/roll_notes.h"

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

namespace divisi::decode {
namespace {

const FrameGrid kSixteen_ms{0.016, 0.0};
const PitchGrid kKeys{60, 2};

/// A roll of two keys from a picture of each: 'x' sounds.
Map2d roll_of(const std::string& low, const std::string& high = {}) {
  Map2d roll(std::max(low.size(), high.size()), 2);
  for (std::size_t t = 0; t < roll.rows; ++t) {
    roll.at(t, 0) = t < low.size() && low[t] == 'x' ? 0.8f : 0.1f;
    roll.at(t, 1) = t < high.size() && high[t] == 'x' ? 0.6f : 0.1f;
  }
  return roll;
}

std::vector<Note> notes_in(const Map2d& roll, const RollRules& rules = {}) {
  return notes_of_roll(roll, rules, kSixteen_ms, kKeys);
}

TEST(RollNotes, NothingAndSilenceHaveNoNotes) {
  EXPECT_TRUE(notes_in(Map2d(0, 2)).empty());
  EXPECT_TRUE(notes_in(roll_of("........")).empty());
  Map2d broken(5, 2);
  broken.cells.assign(10, std::numeric_limits<float>::quiet_NaN());
  EXPECT_TRUE(notes_in(broken).empty());
}

TEST(RollNotes, RunsAreNotesWithTheirTimes) {
  const auto notes = notes_in(roll_of("..xxxx..", "xxx....."));
  ASSERT_EQ(notes.size(), 2u);
  EXPECT_EQ(notes[0].pitch_midi, 61);
  EXPECT_DOUBLE_EQ(notes[0].onset_s, 0.0);
  EXPECT_NEAR(notes[0].confidence, 0.6, 1e-6);
  EXPECT_EQ(notes[1].pitch_midi, 60);
  EXPECT_DOUBLE_EQ(notes[1].onset_s, 2 * 0.016);
  EXPECT_DOUBLE_EQ(notes[1].offset_s, 6 * 0.016);
  EXPECT_EQ(notes[1].velocity, 80);
}

TEST(RollNotes, GapsOfTwoFramesAreBridgedAndNotOfThree) {
  EXPECT_EQ(notes_in(roll_of("xxx..xxx")).size(), 1u);
  EXPECT_EQ(notes_in(roll_of("xxx...xxx")).size(), 2u);
  EXPECT_EQ(notes_in(roll_of("xxx..xxx")).front().offset_s, 8 * 0.016);
}

/// The gap belongs to a bridged run, so x..x is long enough.
TEST(RollNotes, RunsOfLessThanThreeFramesAreNone) {
  EXPECT_TRUE(notes_in(roll_of("xx...x....xx")).empty());
  EXPECT_EQ(notes_in(roll_of("x..x")).size(), 1u);
  EXPECT_EQ(notes_in(roll_of("....xxx")).size(), 1u);
}

TEST(RollNotes, OfDrumsEveryStartCountsAndLastsTheSame) {
  const auto notes = notes_in(roll_of("x....xxxxxxx...x"), {.drums = true});
  ASSERT_EQ(notes.size(), 3u);
  for (const Note& note : notes) EXPECT_NEAR(note.offset_s - note.onset_s, 0.05, 1e-12);
  EXPECT_DOUBLE_EQ(notes[1].onset_s, 5 * 0.016);
}

TEST(RollNotes, ThresholdsAreReachedAtThemselves) {
  Map2d roll(3, 2, 0.5f);
  EXPECT_EQ(notes_in(roll, {.threshold = 0.5}).size(), 2u);
  EXPECT_TRUE(notes_in(roll, {.threshold = 0.51}).empty());
}

}  // namespace
}  // namespace divisi::decode

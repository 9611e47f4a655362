#include "parts/slot_tally.h"

#include <cmath>

#include <gtest/gtest.h>

namespace divisi::parts {
namespace {

Note made_note(double onset_s, double offset_s, int pitch_midi) {
  return {.onset_s = onset_s, .offset_s = offset_s, .pitch_midi = pitch_midi};
}

TEST(SlotTally, OfNothingIsNothing) {
  EXPECT_TRUE(tally_slots({}, {}, 0).overlap_s.empty());
  const SlotTally none = tally_slots({}, {}, 2);
  EXPECT_EQ(none.at(none.together, 0, 1), 0.0);
}

TEST(SlotTally, SaysWhoPlaysAtOnceAndWhoFollowsWhom) {
  // Slot 0 holds a note under two of slot 1, the second of which follows the first.
  const std::vector<Note> notes = {made_note(0.0, 2.0, 48), made_note(0.01, 1.0, 60),
                                   made_note(1.0, 2.0, 67)};
  const SlotTally tally = tally_slots(notes, {0, 1, 1}, 2);
  EXPECT_NEAR(tally.at(tally.overlap_s, 0, 1), (0.99 - 0.03) + (1.0 - 0.03), 1e-9);
  EXPECT_EQ(tally.at(tally.overlap_s, 1, 0), tally.at(tally.overlap_s, 0, 1));
  EXPECT_EQ(tally.at(tally.overlap_s, 1, 1), 0.0);
  EXPECT_DOUBLE_EQ(tally.at(tally.together, 0, 1), 1.0);  // all of slot 0's notes
  EXPECT_DOUBLE_EQ(tally.at(tally.together, 1, 0), 0.5);  // one of two
  EXPECT_DOUBLE_EQ(tally.at(tally.octaves, 1, 0), 0.5);   // 48 and 60
  EXPECT_NEAR(tally.at(tally.follows, 1, 1), 0.5, 1e-6);
  EXPECT_LT(tally.at(tally.follows, 0, 1), 1e-6);
}

TEST(SlotTally, NotesThatNeverEndCostNoMoreThanTheirNeighbours) {
  std::vector<Note> notes;
  std::vector<int> slots;
  for (int n = 0; n < 20000; ++n) {
    notes.push_back(made_note(0.01 * n, 1e6, 60));
    slots.push_back(n % 24);
  }
  const SlotTally tally = tally_slots(notes, slots, 24);
  for (const double share : tally.follows) EXPECT_TRUE(share >= 0.0 && share <= 1.0);
}

}  // namespace
}  // namespace divisi::parts

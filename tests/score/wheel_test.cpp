#include "score/wheel.h"

#include <gtest/gtest.h>

namespace divisi::score {
namespace {

Note bent(double onset_s, double offset_s, std::vector<int> cents, int pitch = 60) {
  Note note{onset_s, offset_s, pitch, 64};
  note.bend_cents = std::move(cents);
  return note;
}

TEST(Wheel, FollowsTheBendsOfNotesThatSoundAlone) {
  const auto turns = wheel_of({bent(1.0, 2.0, {0, 50, 50, -20, 0})});
  ASSERT_EQ(turns.size(), 3U) << "what stays is not said again";
  EXPECT_DOUBLE_EQ(turns[0].time_s, 1.25);
  EXPECT_EQ(turns[0].cents, 50);
  EXPECT_DOUBLE_EQ(turns[1].time_s, 1.75);
  EXPECT_EQ(turns[1].cents, -20);
  EXPECT_EQ(turns[2].cents, 0);
}

TEST(Wheel, WaitsForTheNextNote) {
  const auto turns = wheel_of({bent(0.0, 1.0, {30}), bent(2.0, 3.0, {}), bent(4.0, 5.0, {-30})});
  ASSERT_EQ(turns.size(), 3U);
  EXPECT_EQ(turns[1].time_s, 2.0);
  EXPECT_EQ(turns[1].cents, 0);
  EXPECT_EQ(turns[2].time_s, 4.0);
}

TEST(Wheel, LeavesChordsAlone) {
  EXPECT_TRUE(wheel_of({bent(0.0, 1.0, {30, 40}), bent(0.5, 1.5, {20, 10}, 64)}).empty());
  EXPECT_TRUE(wheel_of({bent(0.0, 3.0, {30, 40}), bent(0.5, 1.0, {9}, 64), bent(1.5, 2.0, {9}, 67)})
                  .empty())
      << "a long note under short ones";
}

TEST(Wheel, TurnsForTheNextNoteWhereALineOverlapsForAMoment) {
  const auto turns = wheel_of({bent(0.0, 1.02, {30, 30, 40}), bent(1.0, 2.0, {-10}, 62)});
  ASSERT_EQ(turns.size(), 2U);
  EXPECT_EQ(turns[0].cents, 30);
  EXPECT_EQ(turns[1].time_s, 1.0);
  EXPECT_EQ(turns[1].cents, -10);
}

TEST(Wheel, IsNotTouchedWithoutBends) { EXPECT_TRUE(wheel_of({bent(0.0, 1.0, {})}).empty()); }

TEST(BendAt, IsAStraightLineBetweenBends) {
  const Note note = bent(1.0, 3.0, {0, 100, 50});
  EXPECT_EQ(bend_at(note, 0.0), 0.0);
  EXPECT_EQ(bend_at(note, 1.5), 50.0);
  EXPECT_EQ(bend_at(note, 2.0), 100.0);
  EXPECT_EQ(bend_at(note, 2.5), 75.0);
  EXPECT_EQ(bend_at(note, 9.0), 50.0);
  EXPECT_EQ(bend_at(bent(1.0, 3.0, {-7}), 2.0), -7.0);
  EXPECT_EQ(bend_at(bent(1.0, 3.0, {}), 2.0), 0.0);
}

}  // namespace
}  // namespace divisi::score

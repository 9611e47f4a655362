#include "decode/targets.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/rng.h"
#include "made_evidence.h"

namespace divisi::decode {
namespace {

TEST(Targets, NoNotesNoFrames) {
  const Evidence none = evidence_of({}, 0);
  EXPECT_EQ(none.onset.rows, 0U);
  EXPECT_EQ(none.onset.columns, 88U);
  EXPECT_EQ(none.duration_s, 0.0);
  for (const float cell : evidence_of({}, 5).frame.cells) EXPECT_EQ(cell, 0.0f);
}

TEST(Targets, OnsetIsATriangleOfFourHops) {
  const Evidence e = evidence_of({note(10.25 * kHop, 20.0 * kHop, 60)}, 40);
  const std::size_t c = column_of(60);
  EXPECT_EQ(e.onset.at(8, c), 0.0f);
  EXPECT_NEAR(e.onset.at(9, c), 1.0 - 1.25 / 2.0, 1e-6);
  EXPECT_NEAR(e.onset.at(10, c), 1.0 - 0.25 / 2.0, 1e-6);
  EXPECT_NEAR(e.onset.at(11, c), 1.0 - 0.75 / 2.0, 1e-6);
  EXPECT_NEAR(e.onset.at(12, c), 1.0 - 1.75 / 2.0, 1e-6);
  EXPECT_EQ(e.onset.at(13, c), 0.0f);
}

TEST(Targets, OffsetIsATriangleOfFourHops) {
  const Evidence e = evidence_of({note(5.0 * kHop, 20.5 * kHop, 60)}, 40);
  const std::size_t c = column_of(60);
  EXPECT_NEAR(e.offset.at(19, c), 0.25, 1e-6);
  EXPECT_NEAR(e.offset.at(20, c), 0.75, 1e-6);
  EXPECT_NEAR(e.offset.at(21, c), 0.75, 1e-6);
  EXPECT_NEAR(e.offset.at(22, c), 0.25, 1e-6);
  EXPECT_EQ(e.offset.at(23, c), 0.0f);
}

TEST(Targets, FrameIsTheShareOfTheHop) {
  const Evidence e = evidence_of({note(10.25 * kHop, 12.75 * kHop, 60)}, 40);
  const std::size_t c = column_of(60);
  EXPECT_EQ(e.frame.at(9, c), 0.0f);
  EXPECT_NEAR(e.frame.at(10, c), 0.25, 1e-5);
  EXPECT_NEAR(e.frame.at(11, c), 1.0, 1e-5);
  EXPECT_NEAR(e.frame.at(12, c), 1.0, 1e-5);
  EXPECT_NEAR(e.frame.at(13, c), 0.25, 1e-5);
  EXPECT_EQ(e.frame.at(14, c), 0.0f);
}

TEST(Targets, TouchingNotesLeaveNoHole) {
  const Evidence e =
      evidence_of({note(5.0 * kHop, 10.3 * kHop, 60), note(10.3 * kHop, 15.0 * kHop, 60)}, 20);
  for (std::size_t row = 6; row < 15; ++row) EXPECT_NEAR(e.frame.at(row, column_of(60)), 1.0, 1e-5);
}

TEST(Targets, UnisonsAreNotCountedTwice) {
  // Both sound in the second half of frame 10 only.
  const Evidence e =
      evidence_of({note(10.0 * kHop, 20.0 * kHop, 60), note(10.0 * kHop, 12.0 * kHop, 60)}, 30);
  EXPECT_NEAR(e.frame.at(10, column_of(60)), 0.5, 1e-5);
  EXPECT_NEAR(e.frame.at(12, column_of(60)), 1.0, 1e-5);
}

TEST(Targets, VelocityIsThatOfTheNearerOnset) {
  const Evidence e = evidence_of(
      {note(10.0 * kHop, 13.0 * kHop, 60, 127), note(13.0 * kHop, 20.0 * kHop, 60, 32)}, 30);
  const std::size_t c = column_of(60);
  EXPECT_FLOAT_EQ(e.velocity.at(10, c), 1.0f);
  EXPECT_FLOAT_EQ(e.velocity.at(11, c), 1.0f);
  EXPECT_FLOAT_EQ(e.velocity.at(12, c), 32.0f / 127.0f);
  EXPECT_FLOAT_EQ(e.velocity.at(14, c), 32.0f / 127.0f);
  EXPECT_EQ(e.velocity.at(20, c), 0.0f);
}

TEST(Targets, WhatCannotBeDrawnLeavesNoTrace) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinite = std::numeric_limits<double>::infinity();
  const Evidence e =
      evidence_of({note(0.2, 0.2, 60), note(0.3, 0.1, 60), note(nan, 0.4, 60), note(0.1, nan, 60),
                   note(0.1, infinite, 60), note(0.1, 0.4, 20), note(0.1, 0.4, 109),
                   note(100.0, 101.0, 60), note(-9.0, -8.0, 60)},
                  30);
  for (const Map2d* map : {&e.onset, &e.frame, &e.offset, &e.velocity}) {
    for (const float cell : map->cells) EXPECT_EQ(cell, 0.0f);
  }
}

TEST(Targets, NotesMayHangOutOfTheWindow) {
  const Evidence e = evidence_of({note(-0.5 * kHop, 100.0, 60), note(-50.0, 1.0 * kHop, 62)}, 10);
  EXPECT_NEAR(e.onset.at(0, column_of(60)), 0.75, 1e-6);
  EXPECT_NEAR(e.frame.at(9, column_of(60)), 1.0, 1e-6);
  EXPECT_EQ(e.onset.at(0, column_of(62)), 0.0f);
  EXPECT_NEAR(e.offset.at(1, column_of(62)), 1.0, 1e-6);
}

TEST(Targets, AWindowEqualsTheSameRowsOfTheWhole) {
  core::Rng rng(7);
  std::vector<Note> notes;
  for (int i = 0; i < 400; ++i) {
    const double onset_s = rng.uniform(-0.5, 10.0);
    notes.push_back(
        note(onset_s, onset_s + rng.uniform(0.01, 3.0), rng.integer(15, 112), rng.integer(1, 127)));
  }
  const FrameGrid frames{kHop, 0.01};
  const Evidence whole = rasterise(notes, frames, kPitches, 450);
  for (const long first : {0L, 1L, 133L, 400L}) {
    const Evidence part = rasterise_window(notes, frames, kPitches, first, 50);
    EXPECT_DOUBLE_EQ(part.frames.time_s(0.0), frames.time_s(static_cast<double>(first)));
    for (std::size_t cell = 0; cell < part.frame.cells.size(); ++cell) {
      const std::size_t there = static_cast<std::size_t>(first) * 88 + cell;
      ASSERT_NEAR(part.onset.cells[cell], whole.onset.cells[there], 1e-5);
      ASSERT_NEAR(part.offset.cells[cell], whole.offset.cells[there], 1e-5);
      ASSERT_NEAR(part.frame.cells[cell], whole.frame.cells[there], 1e-5);
      ASSERT_FLOAT_EQ(part.velocity.cells[cell], whole.velocity.cells[there]);
    }
  }
}

}  // namespace
}  // namespace divisi::decode

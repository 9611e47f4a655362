#include "eval/notes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>
#include <vector>

namespace divisi::eval {
namespace {

using Notes = std::vector<TimedPitch>;

TimedPitch note(double onset_s, double offset_s, double hz = 440.0, double velocity = 64.0) {
  return {onset_s, offset_s, hz, velocity};
}

NoteTolerance onsets_only() {
  NoteTolerance tolerance;
  tolerance.offset_ratio.reset();
  return tolerance;
}

TEST(Notes, EmptySidesScoreNothing) {
  const Notes one = {note(0, 1)};
  for (const auto& [reference, estimate] :
       {std::pair{Notes{}, Notes{}}, {one, Notes{}}, {Notes{}, one}}) {
    EXPECT_EQ(score_notes(reference, estimate, {}).f1, 0.0);
    EXPECT_EQ(score_onsets(reference, estimate).f1, 0.0);
    EXPECT_EQ(score_offsets(reference, estimate).recall, 0.0);
  }
}

TEST(Notes, TheSameNotesScoreOneAlsoWhenTheyTouchOrRepeat) {
  const Notes notes = {note(0, 1), note(1, 2), note(1, 2), note(2, 2.01)};
  const NoteScores scores = score_notes(notes, notes, {});
  EXPECT_EQ(scores.f1, 1.0);
  EXPECT_EQ(scores.average_overlap, 1.0);
}

TEST(Notes, ADuplicateIsCountedOnce) {
  const NoteScores scores = score_notes({note(0, 1)}, {note(0, 1), note(0, 1)}, {});
  EXPECT_EQ(scores.precision, 0.5);
  EXPECT_EQ(scores.recall, 1.0);
}

TEST(Notes, FiftyMillisecondsAndFiftyCentsAreStillRight) {
  const double quarter_tone = 440.0 * std::exp2(0.4999 / 12.0);
  EXPECT_EQ(score_notes({note(1.0, 2.0)}, {note(1.05, 2.0, quarter_tone)}, {}).f1, 1.0);
  EXPECT_EQ(score_notes({note(1.0, 2.0)}, {note(0.95, 2.0)}, {}).f1, 1.0);
  EXPECT_EQ(score_notes({note(1.0, 2.0)}, {note(1.0502, 2.0)}, {}).f1, 0.0);
  EXPECT_EQ(score_notes({note(1.0, 2.0)}, {note(1.0, 2.0, 440.0 * std::exp2(0.51 / 12.0))}, {}).f1,
            0.0);
}

TEST(Notes, OffsetsMayMissByAFifthOfTheDurationOrFiftyMilliseconds) {
  EXPECT_EQ(score_notes({note(0, 10)}, {note(0, 12)}, {}).f1, 1.0);
  EXPECT_EQ(score_notes({note(0, 10)}, {note(0, 12.1)}, {}).f1, 0.0);
  EXPECT_EQ(score_notes({note(0, 10)}, {note(0, 12.1)}, onsets_only()).f1, 1.0);
  EXPECT_EQ(score_notes({note(0, 0.1)}, {note(0, 0.15)}, {}).f1, 1.0);
}

TEST(Notes, OverlapIsSharedTimeOverSpannedTime) {
  const NoteScores scores = score_notes({note(0, 1)}, {note(0, 0.5)}, onsets_only());
  EXPECT_DOUBLE_EQ(scores.average_overlap, 0.5);
}

TEST(Notes, VelocitiesAreComparedAfterAStraightLineFit) {
  const Notes reference = {note(0, 1, 440, 20), note(2, 3, 440, 60), note(4, 5, 440, 100)};
  Notes estimate = {note(0, 1, 440, 30), note(2, 3, 440, 50), note(4, 5, 440, 70)};
  NoteTolerance tolerance;
  tolerance.velocity = 0.1;
  EXPECT_EQ(score_notes(reference, estimate, tolerance).f1, 1.0) << "a gain and an offset are free";
  estimate[1].velocity = 69;
  EXPECT_LT(score_notes(reference, estimate, tolerance).f1, 1.0);
  for (TimedPitch& n : estimate) n.velocity = 64;  // no slope can be fitted: 0.5 for all
  EXPECT_NEAR(score_notes(reference, estimate, tolerance).f1, 1.0 / 3.0, 1e-12);
}

TEST(Notes, ConcertPitchIsKey69) {
  const auto pitches = to_timed_pitches({{0, 1, 69, 80, "a"}, {0, 1, 57.5, -1, "b"}});
  EXPECT_DOUBLE_EQ(pitches[0].frequency_hz, 440.0);
  EXPECT_EQ(pitches[0].velocity, 80.0);
  EXPECT_NEAR(pitches[1].frequency_hz, 226.4464, 1e-3);
}

}  // namespace
}  // namespace divisi::eval

#include "divisi/quantise.h"

#include <cmath>
#include <tuple>

#include <gtest/gtest.h>

#include "core/rng.h"

namespace divisi {
namespace {

/// 150 beats a minute: a beat lasts 0.4 s, a sixteenth 0.1 s.
Score score_of(std::vector<Note> notes) {
  Score score;
  score.duration_s = 60.0;
  score.tempo = {{0.0, 150.0}};
  score.parts = {{"Notes", 0, false, std::move(notes)}};
  return score;
}

std::vector<Note> notes_of(const Score& score, const QuantiseOptions& options = {}) {
  const Expected<Score> moved = quantised(score, options);
  EXPECT_TRUE(moved);
  return moved->parts.front().notes;
}

TEST(Quantised, NothingStaysNothing) {
  EXPECT_TRUE(quantised({}, {})->parts.empty());
  EXPECT_TRUE(notes_of(score_of({})).empty());
}

TEST(Quantised, RefusesWhatIsNoGrid) {
  for (const int lines : {-4, 0, 5, 16}) {
    const auto moved = quantised({}, {.lines_per_beat = lines});
    ASSERT_FALSE(moved);
    EXPECT_EQ(moved.error().code, ErrorCode::invalid_argument);
  }
  EXPECT_FALSE(quantised({}, {.strength = 1.1}));
  EXPECT_FALSE(quantised({}, {.strength = std::nan("")}));
}

TEST(Quantised, MovesOnsetsAndOffsetsToTheNearestLine) {
  const Score score = score_of({{0.04, 0.33, 60, 80}, {1.17, 1.42, 62, 80}});
  const std::vector<Note> sixteenths = notes_of(score);
  EXPECT_NEAR(sixteenths[0].onset_s, 0.0, 1e-9);
  EXPECT_NEAR(sixteenths[0].offset_s, 0.3, 1e-9);
  EXPECT_NEAR(sixteenths[1].onset_s, 1.2, 1e-9);
  EXPECT_NEAR(sixteenths[1].offset_s, 1.4, 1e-9);
  const std::vector<Note> beats = notes_of(score, {.lines_per_beat = 1});
  EXPECT_NEAR(beats[1].onset_s, 1.2, 1e-9);
  EXPECT_NEAR(beats[1].offset_s, 1.6, 1e-9)
      << "a note that would vanish keeps its length or a line";
}

TEST(Quantised, StrokesOnOneLineStayWhereTheyWere) {
  const std::vector<Note> notes =
      notes_of(score_of({{0.96, 0.98, 60, 80}, {1.01, 1.03, 60, 80}, {1.02, 1.2, 67, 80}}));
  EXPECT_EQ(notes[0].onset_s, 0.96);
  EXPECT_LE(notes[0].offset_s, notes[2].onset_s);
  EXPECT_NEAR(notes[1].onset_s, 1.0, 1e-9) << "another pitch";
  EXPECT_EQ(notes[2].onset_s, 1.01);
}

TEST(Quantised, HalfTheStrengthIsHalfTheWay) {
  const Score score = score_of({{0.12, 0.38, 60, 80}});
  const std::vector<Note> half = notes_of(score, {.strength = 0.5});
  EXPECT_NEAR(half[0].onset_s, 0.11, 1e-9);
  EXPECT_NEAR(half[0].offset_s, 0.39, 1e-9);
  EXPECT_EQ(notes_of(score, {.strength = 0.0})[0].onset_s, 0.12);
}

TEST(Quantised, FollowsTheTempo) {
  Score score = score_of({{4.73, 4.9, 60, 80}});
  score.tempo = {{0.0, 150.0}, {4.0, 60.0}};  // from there on a sixteenth lasts 0.25 s
  EXPECT_NEAR(notes_of(score)[0].onset_s, 4.75, 1e-6);
}

TEST(Quantised, LosesNoNoteAndLetsNoneOfOnePitchOverlap) {
  core::Rng rng(3);
  for (int trial = 0; trial < 200; ++trial) {
    SCOPED_TRACE(trial);
    std::vector<Note> notes;
    double end_s[3] = {};
    for (double time_s = 0.0; time_s < 5.0; time_s += rng.uniform(0.005, 0.2)) {
      const int pitch = rng.integer(0, 2);
      if (time_s < end_s[pitch]) continue;
      end_s[pitch] = time_s + rng.uniform(0.01, 0.4);
      notes.push_back({time_s, end_s[pitch], 60 + pitch, 80});
    }
    static constexpr int kGrids[] = {1, 2, 3, 4, 6, 8, 12};
    const QuantiseOptions options{kGrids[rng.integer(0, 6)], rng.uniform(0.1, 1.0)};
    const std::vector<Note> moved = notes_of(score_of(notes), options);
    ASSERT_EQ(moved.size(), notes.size());
    double until_s[3] = {};
    for (std::size_t n = 0; n < moved.size(); ++n) {
      const Note& note = moved[n];
      ASSERT_LT(note.onset_s, note.offset_s);
      ASSERT_GE(note.onset_s, until_s[note.pitch_midi - 60]);
      until_s[note.pitch_midi - 60] = note.offset_s;
      if (n == 0) continue;
      ASSERT_LE(std::tie(moved[n - 1].onset_s, moved[n - 1].pitch_midi),
                std::tie(note.onset_s, note.pitch_midi));
    }
  }
}

}  // namespace
}  // namespace divisi

// Frame metrics: rolls, ranking, multi-pitch.

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "eval/average_precision.h"
#include "eval/multipitch.h"
#include "eval/piano_roll.h"

namespace divisi::eval {
namespace {

using Notes = std::vector<core::AnnotatedNote>;

std::size_t cells_on(const PianoRoll& roll) {
  std::size_t count = 0;
  for (const auto cell : roll.cells) count += cell;
  return count;
}

TEST(PianoRoll, NoNotesNoCells) {
  const PianoRoll roll = draw_piano_roll({}, 0.01, 5);
  EXPECT_EQ(roll.cells.size(), 5U * 88U);
  EXPECT_EQ(cells_on(roll), 0U);
  EXPECT_EQ(cells_on(draw_piano_roll({{0, 1, 60, -1, ""}}, 0.01, 0)), 0U);
}

TEST(PianoRoll, OnsetIsInsideOffsetIsOutside) {
  const PianoRoll roll = draw_piano_roll({{0.02, 0.05, 21, -1, ""}}, 0.01, 10);
  EXPECT_EQ(cells_on(roll), 3U);
  EXPECT_FALSE(roll.at(1, 0));
  EXPECT_TRUE(roll.at(2, 0));
  EXPECT_TRUE(roll.at(4, 0));
  EXPECT_FALSE(roll.at(5, 0));
}

TEST(PianoRoll, KeysOutsideThePianoAndTimesOutsideTheGridAreLeftOut) {
  const Notes notes = {
      {0, 1, 20.4, -1, ""}, {0, 1, 109, -1, ""}, {-1, 0.02, 60, -1, ""}, {0.08, 9e9, 61, -1, ""}};
  EXPECT_EQ(cells_on(draw_piano_roll(notes, 0.01, 10)), 4U);
}

TEST(PianoRoll, TouchingAndRepeatedNotesCountOnceAndHalvesRoundToEven) {
  const Notes notes = {{0, 0.05, 60, -1, "a"}, {0.05, 0.1, 60, -1, "a"}, {0, 0.1, 60, -1, "b"}};
  EXPECT_EQ(cells_on(draw_piano_roll(notes, 0.01, 20)), 10U);
  EXPECT_TRUE(draw_piano_roll({{0, 1, 60.5, -1, ""}}, 0.01, 1).at(0, 60 - 21));
  EXPECT_TRUE(draw_piano_roll({{0, 1, 61.5, -1, ""}}, 0.01, 1).at(0, 62 - 21));
}

TEST(PianoRoll, ComparisonCountsEachCell) {
  const PianoRoll reference = draw_piano_roll({{0, 0.04, 60, -1, ""}}, 0.01, 10);
  const PianoRoll estimate = draw_piano_roll({{0.02, 0.08, 60, -1, ""}}, 0.01, 10);
  const Counts counts = compare_rolls(reference, estimate);
  EXPECT_EQ(counts.true_positives, 2);
  EXPECT_EQ(counts.false_positives, 4);
  EXPECT_EQ(counts.false_negatives, 2);
  EXPECT_DOUBLE_EQ(quality_of(counts).accuracy, 0.25);
  EXPECT_EQ(quality_of({}).f1, 0.0);
}

TEST(PianoRoll, CoversTheLastNoteAndATenthOfASecond) {
  EXPECT_EQ(frames_to_cover({}, {}, 0.01), 10U);
  EXPECT_EQ(frames_to_cover({{0, 1, 60, -1, ""}}, {{0, 2, 60, -1, ""}}, 0.01), 210U);
}

TEST(AveragePrecision, WithoutTruthThereIsNoRanking) {
  const std::vector<float> scores = {0.1F, 0.2F};
  EXPECT_TRUE(rank_cells(scores, std::vector<std::uint8_t>{0, 0}).curve.empty());
  EXPECT_TRUE(rank_cells({}, {}).curve.empty());
}

TEST(AveragePrecision, PerfectAndWorstRankings) {
  const std::vector<float> scores = {0.9F, 0.8F, 0.2F, 0.1F};
  EXPECT_DOUBLE_EQ(rank_cells(scores, std::vector<std::uint8_t>{1, 1, 0, 0}).average_precision,
                   1.0);
  const RankingScores worst = rank_cells(scores, std::vector<std::uint8_t>{0, 0, 1, 1});
  EXPECT_NEAR(worst.average_precision, 0.5 * (1.0 / 3.0) + 0.5 * 0.5, 1e-12);
  EXPECT_FLOAT_EQ(static_cast<float>(worst.best_threshold), 0.1F);
}

TEST(AveragePrecision, EqualScoresAreOneStep) {
  const std::vector<float> scores(4, 0.5F);
  const RankingScores ranking = rank_cells(scores, std::vector<std::uint8_t>{1, 0, 0, 1});
  ASSERT_EQ(ranking.curve.size(), 1U);
  EXPECT_DOUBLE_EQ(ranking.average_precision, 0.5);
  EXPECT_DOUBLE_EQ(ranking.best_f1, 2.0 / 3.0);
}

TEST(AveragePrecision, CurveAtThresholds) {
  const std::vector<float> scores = {0.75F, 0.25F};
  const RankingScores ranking = rank_cells(scores, std::vector<std::uint8_t>{1, 0});
  const auto samples = sample_curve(ranking.curve, {0.9, 0.75, 0.5, 0.1});
  EXPECT_EQ(samples[0].recall, 0.0);
  EXPECT_EQ(samples[0].precision, 1.0);
  EXPECT_EQ(samples[1].recall, 1.0);
  EXPECT_EQ(samples[2].precision, 1.0);
  EXPECT_EQ(samples[3].precision, 0.5);
}

TEST(Multipitch, EmptySidesScoreNothing) {
  const PitchSeries sound{{0.0, 0.1}, {{440.0}, {220.0, 330.0}}};
  EXPECT_EQ(score_multipitch({}, {}).pitch.accuracy, 0.0);
  EXPECT_EQ(score_multipitch(sound, {}).pitch.recall, 0.0);
  EXPECT_EQ(score_multipitch(sound, {}).pitch.miss_error, 1.0);
  EXPECT_EQ(score_multipitch({}, sound).pitch.precision, 0.0);
}

TEST(Multipitch, PerfectEstimateAndOctaveError) {
  const PitchSeries sound{{0.0, 0.1, 0.2}, {{201.0}, {}, {300.5, 87.1}}};
  EXPECT_EQ(score_multipitch(sound, sound).pitch.accuracy, 1.0);
  EXPECT_EQ(score_multipitch(sound, sound).pitch.total_error, 0.0);
  const PitchSeries octave{{0.0, 0.1, 0.2}, {{402.0}, {}, {300.5, 87.1}}};
  const MultipitchResult result = score_multipitch(sound, octave);
  EXPECT_DOUBLE_EQ(result.pitch.recall, 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(result.pitch.substitution_error, 1.0 / 3.0);
  EXPECT_EQ(result.chroma.recall, 1.0);
}

TEST(Multipitch, OneEstimateExplainsOnePitch) {
  const PitchSeries unison{{0.0}, {{440.0, 441.0}}};
  const PitchSeries one{{0.0}, {{440.5}}};
  EXPECT_EQ(score_multipitch(unison, one).pitch.recall, 0.5);
}

TEST(Multipitch, ResamplingTakesTheNearestAndIsSilentOutside) {
  const PitchSeries series{{1.0, 2.0}, {{100.0}, {200.0}}};
  const PitchSeries at = resample_pitches(series, {0.9, 1.4, 1.5, 1.6, 2.1});
  EXPECT_TRUE(at.frequencies_hz[0].empty());
  EXPECT_EQ(at.frequencies_hz[1], std::vector<double>{100.0});
  EXPECT_EQ(at.frequencies_hz[2], std::vector<double>{100.0});
  EXPECT_EQ(at.frequencies_hz[3], std::vector<double>{200.0});
  EXPECT_TRUE(at.frequencies_hz[4].empty());
}

}  // namespace
}  // namespace divisi::eval

#include "eval/drums.h"

#include <gtest/gtest.h>

#include <vector>

namespace divisi::eval {
namespace {

using score::PercussionClass;
using Notes = std::vector<core::AnnotatedNote>;

Notes hits(const std::vector<std::pair<double, int>>& times_and_keys) {
  Notes notes;
  for (const auto& [time_s, key] : times_and_keys) {
    notes.push_back({time_s, time_s + 0.05, static_cast<double>(key), -1, "drums"});
  }
  return notes;
}

void expect_counts(const Counts& counts, int hits, int false_alarms, int misses) {
  EXPECT_EQ(counts.true_positives, hits);
  EXPECT_EQ(counts.false_positives, false_alarms);
  EXPECT_EQ(counts.false_negatives, misses);
}

TEST(Drums, NothingAgainstNothing) {
  const DrumCounts counts = score_drums({}, {});
  EXPECT_EQ(counts.size(), 6U);
  expect_counts(pooled(counts), 0, 0, 0);
}

TEST(Drums, FiftyMillisecondsAreStillFound) {
  expect_counts(pooled(score_drums(hits({{1.0, 36}}), hits({{1.05, 35}}))), 1, 0, 0);
  expect_counts(pooled(score_drums(hits({{1.0, 36}}), hits({{1.0502, 35}}))), 0, 1, 1);
}

TEST(Drums, ClassesDoNotStandInForEachOther) {
  const DrumCounts counts = score_drums(hits({{1.0, 36}, {1.0, 42}}), hits({{1.0, 38}, {1.0, 46}}));
  expect_counts(counts.at(PercussionClass::kick), 0, 0, 1);
  expect_counts(counts.at(PercussionClass::snare), 0, 1, 0);
  expect_counts(counts.at(PercussionClass::hi_hat), 1, 0, 0);
  expect_counts(pooled(counts), 1, 1, 1);
}

TEST(Drums, EachHitCountsOnceAndAsManyAsPossibleAreFound) {
  // The first estimate is near both hits, the second near the later one only.
  expect_counts(pooled(score_drums(hits({{1.00, 38}, {1.04, 38}}), hits({{1.03, 38}, {1.08, 38}}))),
                2, 0, 0);
  expect_counts(pooled(score_drums(hits({{1.0, 38}}), hits({{0.99, 38}, {1.01, 38}}))), 1, 1, 0);
}

TEST(Drums, EveryKeyByItself) {
  const Notes truth = hits({{1.0, 36}, {1.0, 42}, {2.0, 54}, {3.0, 49}});
  expect_counts(score_drum_keys(truth, truth), 4, 0, 0);
  expect_counts(score_drum_keys(truth, hits({{1.0, 35}, {1.0, 42}, {2.0, 54}})), 2, 1, 2);
  Notes bass = {{1.0, 2.0, 36, -1, "bass"}};
  expect_counts(score_drum_keys(bass, truth), 0, 4, 0);
}

TEST(Drums, PitchedSourcesArePassedOverAndOtherPercussionIsByItself) {
  Notes truth = hits({{1.0, 49}, {1.0, 37}, {1.0, 54}});
  truth.push_back({1.0, 2.0, 36, -1, "bass"});
  const DrumCounts counts = score_drums(truth, truth);
  expect_counts(pooled(counts), 0, 0, 0);
  expect_counts(counts.at(PercussionClass::cymbal), 1, 0, 0);
  expect_counts(counts.at(PercussionClass::other), 2, 0, 0);
}

}  // namespace
}  // namespace divisi::eval

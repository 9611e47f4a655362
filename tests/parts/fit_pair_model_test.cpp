#include "parts/fit_pair_model.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/rng.h"

namespace divisi::parts {
namespace {

TEST(FitPairModel, LeavesWhatItCannotLearn) {
  PairModel start;
  start.cosine_weight = 3.0;
  EXPECT_DOUBLE_EQ(fit_pair_model({}, start).model.cosine_weight, 3.0);
  EXPECT_DOUBLE_EQ(fit_pair_model({{0.5, 2.0, true}, {0.1, 3.0, true}}, start).model.cosine_weight,
                   3.0);
}

/// Pairs drawn by a known model give that model back.
TEST(FitPairModel, FindsTheModelThatMadeThePairs) {
  PairModel truth;
  truth.cosine_weight = 5.0;
  truth.knots_semitones = {0.0, 6.0, 24.0};
  truth.pitch_logits = {-1.0, -2.0, -4.0};
  core::Rng rng(2);
  std::vector<LabelledPair> pairs;
  for (int i = 0; i < 40000; ++i) {
    LabelledPair pair{rng.uniform(-1.0, 1.0), static_cast<double>(rng.integer(0, 30)), false, 2.0};
    const double logit =
        truth.cosine_weight * pair.trusted_cosine + truth.pitch_logit(pair.distance_semitones);
    pair.is_same = rng.uniform() < 1.0 / (1.0 + std::exp(-logit));
    pairs.push_back(pair);
  }
  PairModel start = truth;
  start.cosine_weight = 0.0;
  start.pitch_logits = {0.0, 0.0, 0.0};
  const FittedPairs fitted = fit_pair_model(pairs, start);
  EXPECT_NEAR(fitted.model.cosine_weight, 5.0, 0.25);
  for (std::size_t k = 0; k < 3; ++k)
    EXPECT_NEAR(fitted.model.pitch_logits[k], truth.pitch_logits[k], 0.25) << k;
  EXPECT_LT(fitted.log_loss, 0.4);
  EXPECT_GT(fitted.log_loss, 0.1);
}

TEST(FitPositions, LeavesWhatItCannotLearn) {
  EXPECT_TRUE(fit_positions({}, {}).model.position_logits.empty());
  EXPECT_TRUE(fit_positions({{0.0, 0.1, true}}, {}).model.position_logits.empty());
}

/// What positions add to a logit that is known comes out, and nothing else changes.
TEST(FitPositions, FindsWhatPositionsAdd) {
  PairModel truth;
  truth.knots_apart = {0.0, 0.3, 1.0};
  truth.position_logits = {1.5, -0.5, -3.0};
  core::Rng rng(3);
  std::vector<PlacedPair> pairs;
  for (int i = 0; i < 40000; ++i) {
    PlacedPair pair{rng.uniform(-3.0, 3.0), rng.uniform(0.0, 1.4), false};
    const double logit = pair.logit + truth.position_logit(pair.apart);
    pair.is_same = rng.uniform() < 1.0 / (1.0 + std::exp(-logit));
    pairs.push_back(pair);
  }
  PairModel start = truth;
  start.position_logits = {};
  const FittedPairs fitted = fit_positions(pairs, start);
  ASSERT_EQ(fitted.model.position_logits.size(), 3U);
  for (std::size_t k = 0; k < 3; ++k)
    EXPECT_NEAR(fitted.model.position_logits[k], truth.position_logits[k], 0.25) << k;
  EXPECT_EQ(fitted.model.cosine_weight, start.cosine_weight);
}

}  // namespace
}  // namespace divisi::parts

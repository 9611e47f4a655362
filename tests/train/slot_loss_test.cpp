#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "gradient_check.h"
#include "train/slot_loss.h"

namespace divisi::train {
namespace {

using testing::expect_gradient;

double softplus(double x) { return std::log1p(std::exp(x)); }

/// Random logits and rolls of two items, three frames, four pitches.
struct SlotCase {
  explicit SlotCase(std::int64_t slots = 3, std::int64_t sources = 2) {
    torch::manual_seed(7);
    logits = torch::randn({2, 3, 4, slots}, torch::kDouble);
    rolls = (torch::rand({2, 3, 4, sources}, torch::kDouble) > 0.6).to(torch::kDouble);
    rolls.select(1, 0).select(1, 0).fill_(1.0);  // nobody is silent
    mixture = torch::randn({2, 3, 4}, torch::kDouble);
    roll = rolls.amax(3);
  }
  SlotPairs pairs() const {
    return match_slots(pitch_costs(logits, rolls), sounding_sources(rolls));
  }
  torch::Tensor logits, rolls, mixture, roll;
};

double bce(double logit, double target) { return softplus(logit) - logit * target; }

TEST(SlotMatching, CostsAreMeanCrossEntropies) {
  const SlotCase made;
  const torch::Tensor costs = pitch_costs(made.logits, made.rolls);
  double sum = 0.0;
  for (int t = 0; t < 3; ++t) {
    for (int p = 0; p < 4; ++p) {
      sum += bce(made.logits[1][t][p][2].item<double>(), made.rolls[1][t][p][0].item<double>());
    }
  }
  EXPECT_NEAR(costs[1][0][2].item<double>(), sum / 12.0, 1e-12);
}

/// Every way to give sources slots of their own is tried.
TEST(SlotMatching, IsTheCheapestOfAllPairings) {
  for (int seed = 0; seed < 20; ++seed) {
    torch::manual_seed(seed);
    const torch::Tensor costs = torch::rand({1, 3, 5}, torch::kDouble);
    const SlotPairs pairs = match_slots(costs, torch::ones({1, 3}, torch::kBool));
    const double found =
        costs.index({pairs.items, pairs.sources, pairs.slots}).sum().item<double>();
    std::vector<int> order(5);
    std::iota(order.begin(), order.end(), 0);
    double best = 1e9;
    do {
      double cost = 0.0;
      for (int s = 0; s < 3; ++s) cost += costs[0][s][order[std::size_t(s)]].item<double>();
      best = std::min(best, cost);
    } while (std::next_permutation(order.begin(), order.end()));
    EXPECT_NEAR(found, best, 1e-12);
    EXPECT_EQ(pairs.is_free.sum().item<int>(), 2);
  }
}

TEST(SlotMatching, SilentSourcesAreNobodysTarget) {
  SlotCase made;
  made.rolls.select(0, 0).select(2, 1).zero_();
  const SlotPairs pairs = made.pairs();
  EXPECT_EQ(pairs.items.size(0), 3);
  EXPECT_EQ(pairs.is_free.select(0, 0).sum().item<int>(), 2);
  made.rolls.zero_();
  const SlotPairs none = made.pairs();
  EXPECT_EQ(none.items.size(0), 0);
  EXPECT_TRUE(none.is_free.all().item<bool>());
}

TEST(SlotMatching, MoreSourcesThanSlotsLeaveSomeWithout) {
  const SlotCase made(2, 4);
  const SlotPairs pairs = made.pairs();
  EXPECT_EQ(pairs.items.size(0), 4);
  EXPECT_FALSE(pairs.is_free.any().item<bool>());
}

TEST(SlotMatching, TimbreDecidesWherePitchesDoNot) {
  const torch::Tensor logits = torch::zeros({1, 2, 2, 2});
  const torch::Tensor rolls = torch::ones({1, 2, 2, 2});
  const torch::Tensor slots = torch::tensor({0.0f, 1.0f, 1.0f, 0.0f}).view({1, 2, 2});
  const torch::Tensor sources = torch::tensor({1.0f, 0.0f, 0.0f, 1.0f}).view({1, 2, 2});
  const SlotPairs pairs = match_slots(pitch_costs(logits, rolls) + timbre_costs(slots, sources),
                                      sounding_sources(rolls));
  EXPECT_EQ(pairs.slots[0].item<int>(), 1);
  EXPECT_EQ(pairs.slots[1].item<int>(), 0);
}

/// What eq. 2 says, in probabilities.
TEST(SlotLoss, UnionIsTheNoisyOr) {
  const SlotCase made;
  double sum = 0.0;
  for (int b = 0; b < 2; ++b) {
    for (int t = 0; t < 3; ++t) {
      for (int p = 0; p < 4; ++p) {
        double nobody = 1.0;
        for (int k = 0; k < 3; ++k)
          nobody *= 1.0 - 1.0 / (1.0 + std::exp(-made.logits[b][t][p][k].item<double>()));
        sum -= std::log(made.roll[b][t][p].item<double>() > 0.5 ? 1.0 - nobody : nobody);
      }
    }
  }
  EXPECT_NEAR(slot_union_bce(made.logits, made.roll).item<double>(), sum / 24.0, 1e-12);
}

TEST(SlotLoss, UnionStaysFiniteWhenSlotsAreSure) {
  const torch::Tensor sure = torch::full({1, 1, 1, 4}, -80.0).requires_grad_();
  const torch::Tensor loss = slot_union_bce(sure, torch::ones({1, 1, 1}));
  loss.backward();
  EXPECT_TRUE(std::isfinite(loss.item<double>()));
  EXPECT_TRUE(sure.grad().isfinite().all().item<bool>());
  EXPECT_NEAR(
      slot_union_bce(torch::full({1, 1, 1, 4}, 80.0), torch::zeros({1, 1, 1})).item<double>(),
      320.0, 1e-3);
}

TEST(SlotLoss, PitchLossIsOfPairsAlone) {
  const SlotCase made;
  const SlotPairs pairs = made.pairs();
  const torch::Tensor costs = pitch_costs(made.logits, made.rolls);
  EXPECT_NEAR(slot_pitch_bce(made.logits, made.rolls, pairs).item<double>(),
              costs.index({pairs.items, pairs.sources, pairs.slots}).mean().item<double>(), 1e-12);
}

TEST(SlotLoss, InactiveLossIsOfFreeSlotsAlone) {
  const SlotCase made;
  const SlotPairs pairs = made.pairs();
  double sum = 0.0;
  for (int b = 0; b < 2; ++b) {
    for (int k = 0; k < 3; ++k) {
      if (!pairs.is_free[b][k].item<bool>()) continue;
      sum += torch::softplus(made.logits[b].select(2, k)).mean().item<double>();
    }
  }
  EXPECT_NEAR(inactive_slot_bce(made.logits, pairs).item<double>(), sum / 2.0, 1e-12);
  EXPECT_EQ(inactive_slot_bce(made.logits, fixed_slots(2, 3)).item<double>(), 0.0);
}

TEST(SlotLoss, ActivityAsksForPairedSlots) {
  SlotPairs pairs = SlotCase().pairs();
  const torch::Tensor right =
      torch::where(pairs.is_free, torch::full({2, 3}, -9.0), torch::full({2, 3}, 9.0));
  EXPECT_LT(activity_bce(right, pairs).item<double>(), 1e-3);
  EXPECT_GT(activity_bce(-right, pairs).item<double>(), 8.0);
}

TEST(SlotLoss, TimbreDistanceIsOneLessTheCosine) {
  const torch::Tensor said = torch::tensor({0.6, 0.8}).view({1, 1, 2});
  const torch::Tensor meant = torch::tensor({1.0, 0.0}).view({1, 1, 2});
  EXPECT_NEAR(timbre_cosine_distance(said, meant, fixed_slots(1, 1)).item<double>(), 0.4, 1e-6);
}

TEST(SlotLoss, PolyphonyIsClippedAtSeven) {
  torch::Tensor roll = torch::zeros({1, 2, 72});
  roll.select(1, 0).slice(1, 0, 12).fill_(1.0);
  roll.select(1, 1).slice(1, 0, 3).fill_(1.0);
  const torch::Tensor classes = polyphony_classes(roll);
  EXPECT_EQ(classes[0][0].item<int>(), 7);
  EXPECT_EQ(classes[0][1].item<int>(), 3);
  EXPECT_NEAR(polyphony_cross_entropy(torch::zeros({1, 2, 8}), roll).item<double>(), std::log(8.0),
              1e-6);
}

TEST(SlotLoss, SlotPolyphonyIsSmoothL1OfCounts) {
  const torch::Tensor slots = torch::zeros({1, 1, 4, 1});  // four halves
  EXPECT_NEAR(
      slot_polyphony_smooth_l1(slots, torch::ones({1, 1, 4, 1}), fixed_slots(1, 1)).item<double>(),
      1.5, 1e-6);
  const torch::Tensor half = torch::tensor({1.0f, 1.0f, 1.0f, 0.0f}).view({1, 1, 4, 1});
  EXPECT_NEAR(slot_polyphony_smooth_l1(slots, half, fixed_slots(1, 1)).item<double>(), 0.5, 1e-6);
}

TEST(SlotLoss, NothingToCompareIsZeroNotUndefined) {
  SlotCase made;
  made.rolls.zero_();
  const SlotPairs none = made.pairs();
  EXPECT_EQ(slot_pitch_bce(made.logits, made.rolls, none).item<double>(), 0.0);
  EXPECT_EQ(slot_polyphony_smooth_l1(made.logits, made.rolls, none).item<double>(), 0.0);
}

TEST(SlotLoss, GradientsAreTheQuotientsOfDifferences) {
  const SlotCase made;
  const SlotPairs pairs = made.pairs();
  expect_gradient(made.mixture, [&](const torch::Tensor& x) { return mixture_bce(x, made.roll); });
  expect_gradient(made.logits,
                  [&](const torch::Tensor& x) { return slot_union_bce(x, made.roll); });
  expect_gradient(made.logits,
                  [&](const torch::Tensor& x) { return slot_pitch_bce(x, made.rolls, pairs); });
  expect_gradient(made.logits, [&](const torch::Tensor& x) { return inactive_slot_bce(x, pairs); });
  expect_gradient(made.logits, [&](const torch::Tensor& x) {
    return slot_polyphony_smooth_l1(x, made.rolls, pairs);
  });
  expect_gradient(torch::randn({2, 3}, torch::kDouble),
                  [&](const torch::Tensor& x) { return activity_bce(x, pairs); });
  const torch::Tensor vectors = torch::randn({2, 2, 5}, torch::kDouble);
  expect_gradient(torch::randn({2, 3, 5}, torch::kDouble), [&](const torch::Tensor& x) {
    return timbre_cosine_distance(x, vectors, pairs);
  });
  expect_gradient(torch::randn({2, 3, 8}, torch::kDouble),
                  [&](const torch::Tensor& x) { return polyphony_cross_entropy(x, made.roll); });
}

}  // namespace
}  // namespace divisi::train

#include <cmath>

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "gradient_check.h"
#include "train/focal_loss.h"
#include "train/note_loss.h"

namespace divisi::train {
namespace {

using testing::expect_gradient;

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

torch::Tensor one_cell(std::vector<double> outputs) {
  const auto count = static_cast<std::int64_t>(outputs.size());
  return torch::tensor(outputs, torch::kDouble).view({1, 1, 1, count});
}

TEST(NoteLoss, OneCellIsTheSumOfItsCrossEntropies) {
  LossRecipe weights;
  weights.onset = 2.0;
  const Loss loss =
      note_loss(one_cell({0.3, -1.0, 2.0, 0.5}), one_cell({1.0, 0.0, 0.25, 0.8}), weights);
  const double onset = -std::log(sigmoid(0.3));
  const double frame = -std::log(1.0 - sigmoid(-1.0));
  const double offset = -0.25 * std::log(sigmoid(2.0)) - 0.75 * std::log(1.0 - sigmoid(2.0));
  const double velocity = -0.8 * std::log(sigmoid(0.5)) - 0.2 * std::log(1.0 - sigmoid(0.5));
  EXPECT_NEAR(loss.total.item<double>(), 2.0 * onset + frame + 0.5 * offset + 0.5 * velocity,
              1e-12);
  EXPECT_NEAR(loss.parts[0].item<double>(), onset, 1e-12);
  EXPECT_NEAR(loss.parts[3].item<double>(), velocity, 1e-12);
}

TEST(NoteLoss, VelocityCountsOnlyWhereThereIsAnOnset) {
  const Loss loss =
      note_loss(one_cell({-9.0, -9.0, -9.0, 3.0}), one_cell({0.0, 0.0, 0.0, 0.0}), {});
  EXPECT_EQ(loss.parts[3].item<double>(), 0.0);
}

TEST(NoteLoss, DoesNotGrowWithFramesOrItems) {
  torch::manual_seed(1);
  const torch::Tensor logits = torch::randn({1, 1, 5, 4}, torch::kDouble);
  const torch::Tensor targets = torch::rand({1, 1, 5, 4}, torch::kDouble);
  const double one = note_loss(logits, targets, {}).total.item<double>();
  const double many =
      note_loss(logits.expand({3, 7, 5, 4}), targets.expand({3, 7, 5, 4}), {}).total.item<double>();
  EXPECT_NEAR(many, one, 1e-12);
}

TEST(NoteLoss, GradientEqualsDifferences) {
  torch::manual_seed(2);
  const torch::Tensor logits = torch::randn({1, 2, 3, 4}, torch::kDouble);
  const torch::Tensor targets = torch::rand({1, 2, 3, 4}, torch::kDouble);
  for (const double gamma : {0.0, 2.0}) {
    LossRecipe weights;
    weights.focal_gamma = gamma;
    expect_gradient(logits,
                    [&](const torch::Tensor& x) { return note_loss(x, targets, weights).total; });
  }
}

TEST(FocalLoss, OneCellIsThePublishedFormula) {
  const auto loss = [](double logit, double target) {
    return focal_loss(torch::full({1, 1, 1}, logit, torch::kDouble),
                      torch::full({1, 1, 1}, target, torch::kDouble), 1.0, 0.2)
        .item<double>();
  };
  const double p = sigmoid(0.7);
  EXPECT_NEAR(loss(0.7, 1.0), -0.2 * (1.0 - p) * std::log(p), 1e-7);
  EXPECT_NEAR(loss(0.7, 0.0), -0.8 * p * std::log(1.0 - p), 1e-7);
}

TEST(FocalLoss, IsSummedOverPitches) {
  const torch::Tensor logits = torch::zeros({1, 2, 84}, torch::kDouble);
  const double cell = -0.8 * 0.5 * std::log(0.5);
  EXPECT_NEAR(focal_loss(logits, torch::zeros_like(logits), 1.0, 0.2).item<double>(), 84 * cell,
              1e-5);
}

TEST(FocalLoss, StaysFiniteWhenTheNetworkIsSureAndWrong) {
  const torch::Tensor logits = torch::tensor({{{-200.0f, 200.0f}}}).requires_grad_();
  const torch::Tensor loss = focal_loss(logits, torch::tensor({{{1.0f, 0.0f}}}), 1.0, 0.2);
  loss.backward();
  EXPECT_TRUE(std::isfinite(loss.item<double>()));
  EXPECT_TRUE(torch::isfinite(logits.grad()).all().item<bool>());
}

TEST(FocalLoss, GradientEqualsDifferences) {
  torch::manual_seed(3);
  const torch::Tensor logits = torch::randn({1, 2, 5}, torch::kDouble);
  const torch::Tensor targets = (torch::rand({1, 2, 5}, torch::kDouble) > 0.5).to(torch::kDouble);
  for (const double gamma : {1.0, 2.0}) {
    expect_gradient(logits,
                    [&](const torch::Tensor& x) { return focal_loss(x, targets, gamma, 0.06); });
  }
}

}  // namespace
}  // namespace divisi::train

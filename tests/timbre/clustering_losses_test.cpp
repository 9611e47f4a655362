#include "timbre/clustering_losses.h"

#include <cmath>
#include <functional>

#include <gtest/gtest.h>

namespace divisi::timbre {
namespace {

using LossFunction = std::function<torch::Tensor(const torch::Tensor&, const torch::Tensor&)>;

torch::Tensor matrix(const std::vector<std::vector<double>>& rows) {
  torch::Tensor made = torch::empty(
      {static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(rows.front().size())},
      torch::kDouble);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < rows[i].size(); ++j) {
      made[static_cast<std::int64_t>(i)][static_cast<std::int64_t>(j)] = rows[i][j];
    }
  }
  return made;
}

std::vector<std::pair<std::string, LossFunction>> all_losses() {
  return {{"info_nce", [](const auto& v, const auto& y) { return info_nce_loss(v, y); }},
          {"orthogonal", orthogonal_loss},
          {"affinity", affinity_loss},
          {"one_sided", one_sided_loss},
          {"pair_entropy", [](const auto& v, const auto& y) { return pair_entropy_loss(v, y); }}};
}

struct Random {
  torch::Tensor embeddings, labels;
};

Random random_items(std::int64_t count, std::int64_t instruments) {
  torch::manual_seed(3);
  const torch::Tensor raw = torch::randn({count, 5}, torch::kDouble);
  torch::Tensor labels = (torch::rand({count, instruments}) > 0.6).to(torch::kDouble);
  return {raw / raw.norm(2, 1, true), labels};
}

TEST(ClusteringLosses, NoCellsCostNothing) {
  for (const auto& [name, loss] : all_losses()) {
    const torch::Tensor value =
        loss(torch::zeros({0, 12}, torch::kDouble), torch::zeros({0, 2}, torch::kDouble));
    EXPECT_EQ(value.item<double>(), 0.0) << name;
    EXPECT_EQ(clustering_loss(name, torch::zeros({0, 12}), torch::zeros({0, 2})).item<double>(),
              0.0)
        << name;
  }
}

TEST(ClusteringLosses, OneCellIsFinite) {
  for (const auto& [name, loss] : all_losses()) {
    const torch::Tensor v = matrix({{1.0, 0.0}}).requires_grad_();
    const torch::Tensor value = loss(v, matrix({{1.0, 0.0}}));
    value.backward();
    EXPECT_TRUE(std::isfinite(value.item<double>())) << name;
    EXPECT_TRUE(torch::isfinite(v.grad()).all().item<bool>()) << name;
  }
}

/// Three cells: two of one instrument at cosine c, one of another at right angles to the first.
TEST(InfoNce, ThreeCellsByHand) {
  const double c = 0.8;
  const double s = 0.6;
  const torch::Tensor v = matrix({{1, 0, 0}, {c, s, 0}, {0, 1, 0}});
  const torch::Tensor y = matrix({{1, 0}, {1, 0}, {0, 1}});
  const double tau = 0.15;
  const double first = std::exp(c / tau) / (std::exp(c / tau) + std::exp(0.0));
  const double second = std::exp(c / tau) / (std::exp(c / tau) + std::exp(s / tau));
  // The third has nobody alike: left out.
  EXPECT_NEAR(info_nce_loss(v, y).item<double>(), -std::log(first + 1e-8) - std::log(second + 1e-8),
              1e-12);
}

TEST(InfoNce, OneInstrumentCostsNothing) {
  const Random items = random_items(9, 2);
  EXPECT_NEAR(info_nce_loss(items.embeddings, torch::ones({9, 1}, torch::kDouble)).item<double>(),
              0.0, 1e-6);
}

TEST(InfoNce, ACellOfBothIsAlikeBoth) {
  const torch::Tensor v = matrix({{1, 0}, {0, 1}, {0, 1}});
  const torch::Tensor both = matrix({{1, 1}, {1, 0}, {0, 1}});
  // For the first, all others are positives: ln(1 + eps). The others have it, not each other.
  const double share = 1.0 / (1.0 + std::exp(1.0 / 0.15));
  EXPECT_NEAR(info_nce_loss(v, both).item<double>(),
              -std::log(1.0 + 1e-8) - 2.0 * std::log(share + 1e-8), 1e-9);
}

TEST(OrthogonalLoss, TwoCellsByHand) {
  const double c = 0.3;
  const torch::Tensor v = matrix({{1, 0}, {c, std::sqrt(1 - c * c)}});
  EXPECT_NEAR(orthogonal_loss(v, matrix({{1, 0}, {0, 1}})).item<double>(), 2 * c * c, 1e-12);
  EXPECT_NEAR(orthogonal_loss(v, matrix({{1, 0}, {1, 0}})).item<double>(), 2 * (1 - c) * (1 - c),
              1e-12);
}

TEST(OrthogonalLoss, EqualsTheOneWithAllPairs) {
  const Random items = random_items(40, 3);
  const torch::Tensor& v = items.embeddings;
  const torch::Tensor& y = items.labels;
  const torch::Tensor naive = (torch::matmul(v, v.t()) - torch::matmul(y, y.t())).square().sum();
  EXPECT_NEAR(orthogonal_loss(v, y).item<double>(), naive.item<double>(),
              1e-9 * naive.item<double>());
}

TEST(AffinityLoss, TwoCellsByHand) {
  const torch::Tensor apart = matrix({{1, 0}, {-0.6, 0.8}});
  // Diagonal 0; twice (0.3 * -0.6)² when different, (0.3 * -0.6 - 1)² when alike.
  EXPECT_NEAR(affinity_loss(apart, matrix({{1, 0}, {0, 1}})).item<double>(), 2 * 0.0324, 1e-12);
  EXPECT_NEAR(affinity_loss(apart, matrix({{1, 0}, {1, 0}})).item<double>(), 2 * 1.3924, 1e-12);
}

TEST(OneSidedLoss, NegativeSimilarityOfDifferentInstrumentsIsFree) {
  const torch::Tensor apart = matrix({{1, 0}, {-0.6, 0.8}});
  EXPECT_NEAR(one_sided_loss(apart, matrix({{1, 0}, {0, 1}})).item<double>(), 0.0, 1e-12);
  EXPECT_NEAR(one_sided_loss(apart, matrix({{1, 0}, {1, 0}})).item<double>(), 2 * 2.56, 1e-12);
  const torch::Tensor near = matrix({{1, 0}, {0.6, 0.8}});
  EXPECT_NEAR(one_sided_loss(near, matrix({{1, 0}, {0, 1}})).item<double>(), 2 * 0.36, 1e-12);
}

TEST(PairEntropyLoss, TwoCellsByHand) {
  const torch::Tensor v = matrix({{1, 0}, {0, 1}});
  const double diagonal = -2 * 0.8 * std::log(1.0 - 1e-4);
  EXPECT_NEAR(pair_entropy_loss(v, matrix({{1, 0}, {0, 1}})).item<double>(),
              diagonal - 2 * 0.2 * std::log(0.5), 1e-12);
  EXPECT_NEAR(pair_entropy_loss(v, matrix({{1, 0}, {1, 0}})).item<double>(),
              diagonal - 2 * 0.8 * std::log(0.5), 1e-12);
}

TEST(ClusteringLosses, GradientsAreThoseOfDifferences) {
  const Random items = random_items(7, 2);
  constexpr double kStep = 1e-6;
  for (const auto& [name, loss] : all_losses()) {
    const torch::Tensor v = (items.embeddings * 0.9).detach().requires_grad_();
    loss(v, items.labels).backward();
    for (std::int64_t i = 0; i < v.numel(); i += 3) {
      torch::Tensor up = v.detach().clone();
      torch::Tensor down = v.detach().clone();
      up.view(-1)[i] += kStep;
      down.view(-1)[i] -= kStep;
      const double slope =
          (loss(up, items.labels) - loss(down, items.labels)).item<double>() / (2 * kStep);
      EXPECT_NEAR(v.grad().view(-1)[i].item<double>(), slope, 1e-6 * (1 + std::abs(slope)))
          << name << " " << i;
    }
  }
}

}  // namespace
}  // namespace divisi::timbre

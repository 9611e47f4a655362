#include "cerberus/losses.h"

#include <cmath>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "../train/gradient_check.h"
#include "cerberus/cell_vectors.h"

namespace divisi::cerberus {
namespace {

constexpr int kCells = 240, kDimensions = 20, kSources = 4;

torch::Tensor random_labels() {
  torch::manual_seed(7);
  return torch::one_hot(torch::randint(kSources, {1, kCells}), kSources).to(torch::kFloat64);
}

torch::Tensor random_vectors() {
  torch::manual_seed(8);
  const torch::Tensor v = torch::randn({1, kCells, kDimensions}, torch::kFloat64);
  return v / v.norm(2, 2, true);
}

torch::Tensor perfect_vectors(const torch::Tensor& labels) {
  return torch::constant_pad_nd(labels, {0, kDimensions - kSources});
}

torch::Tensor same_weights() { return torch::ones({1, kCells}, torch::kFloat64); }

double value_of(const std::string& name, const torch::Tensor& v, const torch::Tensor& y) {
  return clustering_loss(name, v, y, same_weights()).item<double>();
}

/// |V V' - Y Y'|² over all pairs of cells, each weighted by the product of their weights.
TEST(ClusteringLoss, LowRankEqualsDense) {
  const torch::Tensor v = random_vectors(), y = random_labels();
  torch::manual_seed(9);
  const torch::Tensor w = torch::rand({1, kCells}, torch::kFloat64);
  const torch::Tensor difference = torch::matmul(v[0], v[0].t()) - torch::matmul(y[0], y[0].t());
  const torch::Tensor pairs = w[0].unsqueeze(1) * w[0].unsqueeze(0);
  const double dense = ((difference.square() * pairs).sum() / w.sum().square()).item<double>();
  EXPECT_NEAR(clustering_loss("classic", v, y, w).item<double>(), dense, 1e-10);
}

/// The dossier's self-test values.
TEST(ClusteringLoss, OfPerfectVectorsIsItsFloor) {
  const torch::Tensor y = random_labels();
  const torch::Tensor v = perfect_vectors(y);
  EXPECT_NEAR(value_of("classic", v, y), 0.0, 1e-12);
  EXPECT_NEAR(value_of("whitened", v, y), kDimensions - kSources, 1e-4);
  EXPECT_NEAR(value_of("whitened_stable", v, y), 16.27, 0.02);
  EXPECT_EQ(clustering_floor("classic", kDimensions, kSources), 0.0);
  EXPECT_EQ(clustering_floor("whitened", kDimensions, kSources), 16.0);
}

/// Means over draws, of cells whose weights are as uneven as magnitudes are.
TEST(ClusteringLoss, OfRandomVectorsIsFarAbove) {
  const std::map<std::string, double> expected = {
      {"classic", 0.296}, {"whitened", 19.38}, {"whitened_stable", 22.89}};
  constexpr int kDraws = 20;
  torch::manual_seed(10);
  std::map<std::string, double> means;
  for (int draw = 0; draw < kDraws; ++draw) {
    const torch::Tensor v = torch::randn({1, kCells, kDimensions}, torch::kFloat64);
    const torch::Tensor y =
        torch::one_hot(torch::randint(kSources, {1, kCells}), kSources).to(torch::kFloat64);
    const torch::Tensor w = -torch::rand({1, kCells}, torch::kFloat64).log();
    for (const auto& [name, value] : expected)
      means[name] += clustering_loss(name, v / v.norm(2, 2, true), y, w).item<double>() / kDraws;
  }
  EXPECT_NEAR(means["classic"], expected.at("classic"), 0.02);
  EXPECT_NEAR(means["whitened"], expected.at("whitened"), 0.15);
  EXPECT_NEAR(means["whitened_stable"], expected.at("whitened_stable"), 0.3);
}

TEST(ClusteringLoss, IsFiniteWhereASourceIsNever) {
  const torch::Tensor v = random_vectors().to(torch::kFloat32).requires_grad_();
  torch::Tensor y = torch::zeros({1, kCells, kSources});
  y.select(2, 1).fill_(1.0);
  for (const std::string& name : clustering_losses()) {
    const torch::Tensor loss = clustering_loss(name, v, y, torch::ones({1, kCells}));
    loss.backward();
    EXPECT_TRUE(std::isfinite(loss.item<double>())) << name;
    EXPECT_TRUE(torch::isfinite(v.grad()).all().item<bool>()) << name;
  }
}

/// Only the sums over cells are formed: half a million cells in megabytes, not terabytes.
TEST(ClusteringLoss, TakesAsManyCellsAsACropHas) {
  const std::int64_t cells = 500000;
  const torch::Tensor y = torch::one_hot(torch::arange(cells) % 2, 2).to(torch::kFloat32);
  const torch::Tensor loss =
      clustering_loss("classic", y.unsqueeze(0), y.unsqueeze(0), torch::ones({1, cells}));
  EXPECT_NEAR(loss.item<double>(), 0.0, 1e-4);
}

TEST(ClusteringLoss, GradientsAreThoseOfDifferences) {
  torch::manual_seed(3);
  const torch::Tensor v = torch::randn({2, 9, 3}, torch::kFloat64);
  const torch::Tensor y =
      torch::one_hot(torch::arange(9) % 2, 2).to(torch::kFloat64).repeat({2, 1, 1});
  const torch::Tensor w = torch::rand({2, 9}, torch::kFloat64) + 0.1;
  for (const char* name : {"classic", "whitened_stable"}) {
    train::testing::expect_gradient(
        v, [&](const torch::Tensor& at) { return clustering_loss(name, at, y, w); });
  }
}

/// Fast and general ways, of numbers and of gradients.
TEST(CellVectors, AreWhatTheirFormulasSay) {
  torch::manual_seed(5);
  const torch::Tensor x = torch::randn({2, 7, 3, 5}, torch::kFloat64);
  const torch::Tensor pulled = torch::randn({2, 7, 3, 5}, torch::kFloat64);
  train::testing::expect_gradient(
      x, [&](const torch::Tensor& at) { return (unit_tanh(at) * pulled).sum(); });
  const torch::Tensor plain = torch::tanh(x) / torch::tanh(x).norm(2, 3, true);
  EXPECT_TRUE(torch::allclose(unit_tanh(x), plain));
  const torch::Tensor exact = x.clone().requires_grad_();
  const torch::Tensor fast = x.to(torch::kFloat32).requires_grad_();
  (unit_tanh(exact) * pulled).sum().backward();
  (unit_tanh(fast) * pulled.to(torch::kFloat32)).sum().backward();
  EXPECT_TRUE(torch::allclose(unit_tanh(fast), plain.to(torch::kFloat32), 1e-5, 1e-6));
  EXPECT_TRUE(torch::allclose(fast.grad(), exact.grad().to(torch::kFloat32), 1e-4, 1e-5));
}

TEST(CellVectors, WithoutLengthStayNothing) {
  const torch::Tensor x = torch::zeros({1, 2, 3}).requires_grad_();
  const torch::Tensor v = unit_tanh(x);
  EXPECT_EQ(v.abs().max().item<float>(), 0.0f);
  v.sum().backward();
  EXPECT_EQ(x.grad().abs().max().item<float>(), 0.0f);
}

TEST(CellVectors, ProductsHaveTheGradientsOfDifferences) {
  torch::manual_seed(6);
  const torch::Tensor y = torch::rand({2, 6, 2}, torch::kFloat64);
  const torch::Tensor w = torch::rand({2, 6}, torch::kFloat64);
  const torch::Tensor a = torch::randn({2, 3, 3}, torch::kFloat64);
  const torch::Tensor b = torch::randn({2, 3, 2}, torch::kFloat64);
  train::testing::expect_gradient(torch::randn({2, 6, 3}, torch::kFloat64),
                                  [&](const torch::Tensor& at) {
                                    const auto [square, both] = weighted_products(at, y, w);
                                    return (square * a).sum() + (both * b).sum();
                                  });
}

torch::Tensor complex_of(std::vector<c10::complex<float>> values, std::vector<std::int64_t> shape) {
  return torch::tensor(values).view(shape);
}

/// One cell each: a source in phase, one against it, one longer than the mixture.
TEST(PhaseSensitiveTargets, LieBetweenNothingAndTheMixture) {
  const torch::Tensor mixture = complex_of({{0.0f, 2.0f}, {1.0f, 0.0f}, {0.0f, 0.0f}}, {1, 1, 3});
  const torch::Tensor sources = complex_of(
      {{1.0f, 1.0f}, {-1.0f, 0.0f}, {1.0f, 0.0f}, {0.0f, 3.0f}, {0.5f, 9.0f}, {0.0f, 0.0f}},
      {1, 1, 2, 3});
  const torch::Tensor target = phase_sensitive_targets(sources, mixture);
  const float expected[] = {1.0f, 0.0f, 0.0f, 2.0f, 0.5f, 0.0f};
  for (int i = 0; i < 6; ++i) EXPECT_NEAR(target.view(-1)[i].item<float>(), expected[i], 1e-6) << i;
  // Half of everything: |1 - 1|, |.5 - 0|, 0, |1 - 2|, |.5 - .5|, 0 over six cells.
  const torch::Tensor masks = torch::full({1, 1, 2, 3}, 0.5f);
  EXPECT_NEAR(separation_loss(masks, sources, mixture).item<float>(), 1.5f / 6.0f, 1e-6);
}

TEST(LoudestSource, IsOneInEachCell) {
  const torch::Tensor sources =
      complex_of({{1.0f, 1.0f}, {0.1f, 0.0f}, {0.0f, -1.0f}, {0.0f, 3.0f}}, {1, 1, 2, 2});
  const torch::Tensor loudest = loudest_source(sources);  // [1, 2, 2]
  EXPECT_EQ(loudest[0][0][0].item<float>(), 1.0f);
  EXPECT_EQ(loudest[0][1][1].item<float>(), 1.0f);
  EXPECT_EQ(loudest.sum().item<float>(), 2.0f);
}

TEST(MagnitudeWeights, AddUpToTheNumberOfCells) {
  const torch::Tensor weights =
      magnitude_weights(complex_of({{3.0f, 4.0f}, {0.0f, 1.0f}, {0.0f, 0.0f}}, {1, 1, 3}));
  EXPECT_NEAR(weights.sum().item<float>(), 3.0f, 1e-5);
  EXPECT_NEAR(weights[0][0].item<float>(), 2.5f, 1e-5);
}

TEST(OtherLosses, HaveTheGradientsOfDifferences) {
  torch::manual_seed(4);
  const torch::Tensor truth = torch::rand({2, 3, 2, 4}, torch::kFloat64).round();
  train::testing::expect_gradient(
      torch::rand({2, 3, 2, 4}, torch::kFloat64),
      [&](const torch::Tensor& at) { return transcription_loss(at, truth); });
  const torch::Tensor mixture = torch::randn({2, 3, 4}, torch::kComplexDouble);
  const torch::Tensor sources = torch::randn({2, 3, 2, 4}, torch::kComplexDouble);
  train::testing::expect_gradient(
      torch::rand({2, 3, 2, 4}, torch::kFloat64),
      [&](const torch::Tensor& at) { return separation_loss(at, sources, mixture); });
}

}  // namespace
}  // namespace divisi::cerberus

#include "timbre/attention_memory.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace divisi::timbre {
namespace {

/// The definition, cell by cell, with loops.
torch::Tensor recall_by_loops(const torch::Tensor& q0, const torch::Tensor& k0,
                              const torch::Tensor& v0, const torch::Tensor& m) {
  const auto cells = q0.size(0), size = q0.size(1);
  const torch::Tensor share = m / m.sum();
  const torch::Tensor q = torch::sigmoid(q0);
  torch::Tensor k = torch::empty_like(k0), v = torch::empty_like(v0);
  for (std::int64_t l = 0; l < cells; ++l) {
    k[l] = torch::sigmoid(k0[l] / k0[l].norm() * share[l]);
    v[l] = v0[l] / v0[l].norm() * share[l];
  }
  std::vector<double> inflow, gate, competition;
  double total = 0.0;
  for (std::int64_t l = 0; l < cells; ++l) {
    inflow.push_back(1.0 / ((q[l] + 1e-6) * (k[l] + 1e-6)).sum().item<double>());
    const double a = ((q[l] + 1e-6) * (k[l] * inflow.back() + 1e-6)).sum().item<double>();
    gate.push_back(1.0 / (1.0 + std::exp(-a)));
    const double c = ((k[l] + 1e-6) * (q[l] * inflow.back() + 1e-6)).sum().item<double>();
    competition.push_back(std::exp(std::clamp(c, -1.0, 1.0)));
    total += competition.back();
  }
  torch::Tensor memory = torch::zeros({size, size}, torch::kDouble);
  for (std::int64_t l = 0; l < cells; ++l) {
    const double weight =
        competition[static_cast<std::size_t>(l)] / total * static_cast<double>(cells);
    memory += torch::outer(k[l], v[l] * weight);
  }
  torch::Tensor out = torch::empty_like(q0);
  for (std::int64_t l = 0; l < cells; ++l) {
    const auto i = static_cast<std::size_t>(l);
    out[l] = gate[i] * torch::matmul(q[l] * inflow[i], memory);
  }
  return out;
}

TEST(Recall, IsItsDefinition) {
  torch::manual_seed(1);
  const auto made = [] { return torch::randn({6, 4}, torch::kDouble); };
  const torch::Tensor q = made(), k = made(), v = made();
  const torch::Tensor mask = torch::tensor({1.0, 0.0, 0.5, 1.0, 0.0, 1.0}, torch::kDouble);
  const torch::Tensor found =
      recall(q.unsqueeze(0), k.unsqueeze(0), v.unsqueeze(0), mask.unsqueeze(0))[0];
  EXPECT_LT((found - recall_by_loops(q, k, v, mask)).abs().max().item<double>(), 1e-12);
}

/// Keys are divided by the mask's sum before the logistic function: with many cells all are one
/// half, whatever they were, so that the memory answers every query alike up to its gate.
TEST(Recall, AnswersAllCellsAlikeOnceThereAreMany) {
  torch::manual_seed(2);
  const auto answer_spread = [](std::int64_t cells) {
    const auto made = [&] { return torch::randn({1, cells, 18}, torch::kDouble) * 3.0; };
    const torch::Tensor answers =
        recall(made(), made(), made(), torch::ones({1, cells}, torch::kDouble))[0];
    const torch::Tensor mean = answers.mean(0, true);
    return ((answers - mean).norm() / (mean.norm() * std::sqrt(static_cast<double>(cells))))
        .item<double>();
  };
  EXPECT_GT(answer_spread(3), 1e-3);
  EXPECT_LT(answer_spread(3000), 1e-4);
}

TEST(Recall, AnEmptyMaskIsNoDivisionByZero) {
  const torch::Tensor x = torch::randn({1, 5, 18});
  EXPECT_TRUE(torch::isfinite(recall(x, x, x, torch::zeros({1, 5}))).all().item<bool>());
}

TEST(MemoryNet, ControlsDifferOnlyInTheAnswer) {
  torch::manual_seed(3);
  MemoryNet net;
  const torch::NoGradGuard no_gradient;
  const torch::Tensor energy = torch::randn({1, 10, 288, 1});
  const torch::Tensor mask = (torch::rand({1, 10, 84}) > 0.8).to(torch::kFloat32);
  const torch::Tensor as_is = net->forward(energy, mask);
  EXPECT_EQ(as_is.sizes(), (std::vector<std::int64_t>{1, 10, 84, 18}));
  EXPECT_LT((as_is.norm(2, 3) - 1.0).abs().max().item<double>(), 1e-5);
  const torch::Tensor none = net->forward(energy, mask, MemoryAnswer::none);
  EXPECT_GT((as_is - none).abs().max().item<double>(), 1e-3) << "the answer says something";
  const torch::Tensor constant = net->forward(energy, mask, MemoryAnswer::clip_mean);
  EXPECT_GT((as_is * constant).sum(3).min().item<double>(), 0.999) << "but the same everywhere";
}

}  // namespace
}  // namespace divisi::timbre

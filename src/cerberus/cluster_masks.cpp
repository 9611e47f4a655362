#include "cerberus/cluster_masks.h"

#include <vector>

#include "match/assignment.h"

namespace divisi::cerberus {
namespace {

constexpr int kRounds = 20;
constexpr double kFaintest = 0.01;  ///< of the loudest cell: those below it find no centres

torch::Tensor squared_distances(const torch::Tensor& rows, const torch::Tensor& centres) {
  return rows.square().sum(1, true) - 2.0 * torch::matmul(rows, centres.t()) +
         centres.square().sum(1).unsqueeze(0);
}

/// The first row, then always that which is farthest from all centres so far.
torch::Tensor first_centres(const torch::Tensor& rows, int clusters) {
  std::vector<torch::Tensor> centres = {rows[0]};
  while (static_cast<int>(centres.size()) < clusters) {
    const torch::Tensor nearest =
        std::get<0>(squared_distances(rows, torch::stack(centres)).min(1));
    centres.push_back(rows[nearest.argmax().item<std::int64_t>()]);
  }
  return torch::stack(centres);
}

}  // namespace

torch::Tensor k_means(const torch::Tensor& rows, const torch::Tensor& counts, int clusters) {
  const torch::Tensor counted = rows.index({counts});
  torch::Tensor centres = first_centres(counted, clusters);
  for (int round = 0; round < kRounds; ++round) {
    const torch::Tensor nearest = squared_distances(counted, centres).argmin(1);
    const torch::Tensor members = torch::one_hot(nearest, clusters).to(rows.scalar_type());
    const torch::Tensor sizes = members.sum(0).unsqueeze(1);
    // A centre that nobody is near to stays where it is.
    centres = torch::where(sizes > 0, torch::matmul(members.t(), counted) / sizes.clamp_min(1.0),
                           centres);
  }
  return squared_distances(rows, centres).argmin(1);
}

torch::Tensor cluster_masks(const torch::Tensor& embeddings, const torch::Tensor& mixture,
                            const torch::Tensor& sources) {
  const torch::NoGradGuard no_gradient;
  const auto count = static_cast<int>(sources.size(1));
  const torch::Tensor magnitude = mixture.abs().flatten();
  const torch::Tensor labels =
      k_means(embeddings.flatten(0, 1), magnitude >= kFaintest * magnitude.max(), count);
  const torch::Tensor masks = torch::one_hot(labels, count)
                                  .view({mixture.size(0), mixture.size(1), count})
                                  .permute({0, 2, 1})
                                  .to(torch::kFloat32);  // [T, N, F]
  std::vector<double> costs;
  for (int source = 0; source < count; ++source) {
    for (int cluster = 0; cluster < count; ++cluster) {
      const torch::Tensor error = masks.select(1, cluster) * mixture - sources.select(1, source);
      costs.push_back(error.abs().square().sum().item<double>());
    }
  }
  const std::vector<int> found =
      match::minimum_cost_assignment(costs, sources.size(1), sources.size(1));
  return masks.index_select(
      1, torch::tensor(std::vector<std::int64_t>(found.begin(), found.end()), torch::kLong));
}

}  // namespace divisi::cerberus

/// Training objectives that make cells of one instrument point the same way.
///
/// V [N, D] are the embeddings of N active cells (unit rows), Y [N, M] says in 0 and 1 which of M
/// instruments sound in each. Two cells are alike when they share an instrument.
///
/// Source    Hershey et al. 2016 (affinity), as generalised by Li and Zhu (timbreAMT): the variants
///           of their clustering loss; InfoNCE: van den Oord et al. 2018, with all positives inside
///           the logarithm as in Li and Zhu 2026, at temperature 0.15.
/// Shapes    V [N, D], Y [N, M] -> scalar with gradient. N = 0 gives 0.
/// Errors    throws c10::Error as libtorch does.
#pragma once

#include <string>

#include <torch/torch.h>

#include "timbre/loss_names.h"

namespace divisi::timbre {

/// How far two cells with an instrument in common should be alike.
struct InfoNceOptions {
  double temperature = 0.15;
  double epsilon = 1e-8;
};

/// sum over i of -ln( sum over alike j of e^{S_ij} / sum over j != i of e^{S_ij} + eps ),
/// S = V Vᵀ / temperature; over anchors i that have at least one alike j. With one instrument it
/// is 0 (to eps).
/// Deviates  cells without any alike are left out: theirs add the constant -ln(eps), no gradient.
torch::Tensor info_nce_loss(const torch::Tensor& embeddings, const torch::Tensor& labels,
                            const InfoNceOptions& options = {});

/// |V Vᵀ - Y Yᵀ|² = |VᵀV|² - 2 |VᵀY|² + |YᵀY|²: never an N x N matrix.
torch::Tensor orthogonal_loss(const torch::Tensor& embeddings, const torch::Tensor& labels);

/// sum of (leaky(V Vᵀ) - alike)², leaky(x) = x above zero and 0.3 x below: the affinity loss of the
/// first version. O(N²).
torch::Tensor affinity_loss(const torch::Tensor& embeddings, const torch::Tensor& labels);

/// As the orthogonal loss, but pairs of different instruments may point away from each other:
/// their negative similarities cost nothing. O(N²).
torch::Tensor one_sided_loss(const torch::Tensor& embeddings, const torch::Tensor& labels);

/// Binary cross-entropy of p = (1 + V Vᵀ) / 2 against alike: alpha on pairs that are alike,
/// 1 - alpha on the others. O(N²).
/// Deviates  p is kept within [1e-4, 1 - 1e-4], so that every gradient is finite.
torch::Tensor pair_entropy_loss(const torch::Tensor& embeddings, const torch::Tensor& labels,
                                double alpha = 0.8);

/// One of clustering_loss_names(), divided by the number of anchors (InfoNCE) or of pairs (the
/// others), so that clips of all sizes weigh the same.
torch::Tensor clustering_loss(const std::string& name, const torch::Tensor& embeddings,
                              const torch::Tensor& labels);

}  // namespace divisi::timbre

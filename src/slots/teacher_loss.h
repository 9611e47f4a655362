/// The objectives of the timbre encoder.
///
/// Source    Taenzer 2026, section III-C: "a supervised multi-view contrastive loss similar to
///           NT-Xent, combined with within-source consistency, variance, and covariance
///           regularization", of which no equations are given. Here: Khosla et al. 2020, eq. 2;
///           the mean squared distance to the source's mean; Bardes et al. 2022 (VICReg), eqs. 1
///           and 3.
/// Shapes    vectors [N, D], N = S V: the V views of source 0, then those of source 1, ...
#pragma once

#include <torch/torch.h>

namespace divisi::slots {

/// -mean over windows and their other views of ln (exp(cos / temperature) / sum over all others).
torch::Tensor multi_view_contrast(const torch::Tensor& vectors, std::int64_t views,
                                  double temperature);

torch::Tensor source_consistency(const torch::Tensor& vectors, std::int64_t views);

/// How far each dimension's deviation falls short of 1 / sqrt(D), that of evenly spread unit
/// vectors.
torch::Tensor variance_shortfall(const torch::Tensor& vectors);

/// Mean square of the covariances between different dimensions, times D.
torch::Tensor covariance_excess(const torch::Tensor& vectors);

/// Share of windows among whose `nearest` nearest others (by cosine) there is one of their source.
double retrieval_accuracy(const torch::Tensor& vectors, std::int64_t views, std::int64_t nearest);

}  // namespace divisi::slots

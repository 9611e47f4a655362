/// Masks of a network that only clusters: which cells go together, by k-means.
///
/// Source    Hershey et al. 2016, section 2.2; Lloyd 1982.
/// Errors    throws c10::Error as libtorch does.
#pragma once

#include <torch/torch.h>

namespace divisi::cerberus {

/// Masks of 0 and 1, [T, N, F], in the order of the sources that they fit best.
/// Shapes    embeddings [T, F, D] of length 1; mixture [T, F] and sources [T, N, F] complex.
/// Deviates  which cluster is which source is read off the truth, as in all published figures.
torch::Tensor cluster_masks(const torch::Tensor& embeddings, const torch::Tensor& mixture,
                            const torch::Tensor& sources);

/// Which of `clusters` each of [K, D] belongs to, [K]; centres are found among the rows where
/// `counts` says so, [K] of bool, at least one of them true. The same for the same input.
torch::Tensor k_means(const torch::Tensor& rows, const torch::Tensor& counts, int clusters);

}  // namespace divisi::cerberus

/// Embeddings of all cells of a batch, millions of short vectors, with as few passes over them as
/// can be: what autograd would make of the same formulas takes three times as long on a CPU.
///
/// Errors    throws c10::Error as libtorch does.
#pragma once

#include <utility>

#include <torch/torch.h>

namespace divisi::cerberus {

/// tanh(x) along the last dimension, divided by its length; zeros stay zeros.
torch::Tensor unit_tanh(const torch::Tensor& x);

/// V'WV [B, D, D] and V'WY [B, D, N] of vectors [B, K, D], labels [B, K, N] and weights [B, K],
/// with gradients for the vectors only.
std::pair<torch::Tensor, torch::Tensor> weighted_products(const torch::Tensor& vectors,
                                                          const torch::Tensor& labels,
                                                          const torch::Tensor& weights);

}  // namespace divisi::cerberus

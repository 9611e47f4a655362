/// The attention memory of the first version of the paper, as a reference to measure against.
///
/// Queries, keys and values of all cells of a clip; keys and values are normalised and weighed by
/// mask over the mask's sum. With s the logistic function, k = s(K'), q = s(Q), e = 1e-6:
///   I = 1 / sum_d (q + e)(k + e), O = I        a = s(sum_d (q + e)(k O + e))
///   c = clamp(sum_d (k + e)(q I + e), -1, 1)   w = L softmax(c) over the L cells
///   out = a (q I) [ sum over cells s of k_sᵀ (w_s V'_s) ], then a linear layer
///   embedding = normalise(out + R)
///
/// Source    Li and Zhu, arXiv 2509.12712v1, code of its first release (one head, one iteration);
///           the flow attention it varies: Wu et al. 2022.
/// Shapes    features [B, T, 252, C], mask [B, T, 84] -> embeddings [B, T, 84, 18].
/// Errors    throws c10::Error as libtorch does.
/// Deviates  stands on the trunk of the final encoder (C = 16), not of the first version's network;
///           the mask is given, not predicted; dropout is left out.
#pragma once

#include <torch/torch.h>

#include "timbre/encoder_net.h"

namespace divisi::timbre {

inline constexpr int kMemorySize = 18;

/// What becomes of the memory's answer before it is added.
enum class MemoryAnswer {
  as_is,
  clip_mean,  ///< the control: the same vector for all cells, their mean
  none        ///< nothing is added
};

struct MemoryNetImpl : torch::nn::Module {
  MemoryNetImpl();

  /// energy [B, T, 288, 1], mask [B, T, 84] -> unit vectors [B, T, 84, 18].
  torch::Tensor forward(const torch::Tensor& energy, const torch::Tensor& mask,
                        MemoryAnswer answer = MemoryAnswer::as_is);

  EncoderNet trunk{nullptr};
  train::TorchNet heads{nullptr};
  torch::nn::Linear out{nullptr};
};
TORCH_MODULE(MemoryNet);

/// The memory by itself. queries, keys, values [B, L, D], mask [B, L] -> [B, L, D].
torch::Tensor recall(const torch::Tensor& queries, const torch::Tensor& keys,
                     const torch::Tensor& values, const torch::Tensor& mask);

}  // namespace divisi::timbre

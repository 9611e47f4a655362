/// The trainable side of models::LstmLayer.
///
/// Shapes    [B, T, 1, I] -> [B, T, 1, 2 H].
/// Errors    throws c10::Error as libtorch does.
#pragma once

#include <array>

#include <torch/torch.h>

#include "models/net_layers.h"

namespace divisi::train {

/// The numbers of one direction, as libtorch has them.
struct LstmDirection {
  torch::Tensor input;           ///< [4 H, I], gates i, f, g, o
  torch::Tensor recurrent;       ///< [4 H, H]
  torch::Tensor input_bias;      ///< [4 H]
  torch::Tensor recurrent_bias;  ///< [4 H]
};

/// Begins with Xavier's normal weights (Glorot and Bengio 2010, eq. 16 with a normal distribution)
/// and no biases but 1 for the forget gate, so that it remembers at first (Gers et al. 2000).
struct TorchLstmImpl : torch::nn::Module {
  explicit TorchLstmImpl(const models::LstmLayer& layer);

  torch::Tensor forward(const torch::Tensor& input) const;

  models::LstmLayer layer;
  std::array<LstmDirection, 2> directions;  ///< forward, backward
};
TORCH_MODULE(TorchLstm);

}  // namespace divisi::train

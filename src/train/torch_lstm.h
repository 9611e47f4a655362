/// The trainable side of models::LstmLayer.
///
/// Two ways to the same numbers, as with the tap convolution: libtorch's own, on any device; the
/// fast one, for CPUs, whose steps are the product's (nn/lstm.h). A test holds them together.
///
/// Shapes    [B, T, 1, I] -> [B, T, 1, 2 H].
/// Errors    throws c10::Error as libtorch does.
#pragma once

#include <array>

#include <torch/torch.h>

#include "models/net_layers.h"
#include "train/matrix_product.h"

namespace divisi::train {

/// The numbers of one direction, as libtorch has them.
struct LstmDirection {
  torch::Tensor input;           ///< [4 H, I], gates i, f, g, o
  torch::Tensor recurrent;       ///< [4 H, H]
  torch::Tensor input_bias;      ///< [4 H]
  torch::Tensor recurrent_bias;  ///< [4 H]
};

using LstmDirections = std::array<LstmDirection, 2>;  ///< forward, backward

/// Begins with Xavier's normal weights (Glorot and Bengio 2010, eq. 16 with a normal distribution)
/// and no biases but 1 for the forget gate, so that it remembers at first (Gers et al. 2000). A
/// layer with 2 H inputs, one above another, begins by passing on what it hears instead: gates for
/// input and output half open, that for memory half shut, its cell hears the same direction below.
/// Four layers that each remember at first leave next to nothing of what differs from frame to
/// frame (docs/papers/cerberus.md).
struct TorchLstmImpl : torch::nn::Module {
  explicit TorchLstmImpl(const models::LstmLayer& layer, Precision precision = Precision::float32);

  torch::Tensor forward(const torch::Tensor& input) const;

  models::LstmLayer layer;
  LstmDirections directions;

 private:
  Precision precision_;
};
TORCH_MODULE(TorchLstm);

/// [B, T, I] -> [B, T, 2 H], in float32 throughout.
torch::Tensor lstm_by_libtorch(const torch::Tensor& input, const LstmDirections& directions);

/// The same on the CPU: products in `precision`, but those of the state. Both directions run at
/// once, items of a batch sixteen in one product.
torch::Tensor lstm_native(const torch::Tensor& input, const LstmDirections& directions,
                          Precision precision);

}  // namespace divisi::train

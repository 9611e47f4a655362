/// The trainable side of models::CellLayer.
///
/// Shapes    maps [B, T, P, C]; norms are of each item apart.
/// Errors    throws c10::Error as libtorch does.
#pragma once

#include <torch/torch.h>

#include "models/net_layers.h"

namespace divisi::train {

struct TorchCellImpl : torch::nn::Module {
  explicit TorchCellImpl(const models::CellLayer& layer);

  torch::Tensor forward(const torch::Tensor& input) const;

  models::CellLayer layer;
  torch::Tensor scale;                           ///< [1] or [C]; undefined of standardise
  torch::Tensor shift;                           ///< likewise, or undefined
  torch::Tensor running_mean, running_variance;  ///< [C], of standardise only
};
TORCH_MODULE(TorchCell);

}  // namespace divisi::train

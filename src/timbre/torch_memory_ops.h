/// The memory's operations on libtorch, one piece at a time.
///
/// Shapes    as nn/attention.h, with a batch of one in front: [1, N, P, C].
#pragma once

#include <utility>

#include <torch/torch.h>

#include "nn/tensor.h"
#include "timbre/note_memory_recipe.h"
#include "train/torch_net.h"

namespace divisi::timbre {

/// [1, N, P, C]
torch::Tensor as_tensor(const nn::Map& map);

/// What is said of neighbours, [1, N, 2r+1, 1], as [N, N]; 0 for those farther apart than r.
torch::Tensor as_square(const torch::Tensor& of_neighbours);

class TorchMemoryOps {
 public:
  using Tensor = torch::Tensor;

  TorchMemoryOps(train::TorchNet net, Recall recall) : layers_(std::move(net)), recall_(recall) {}

  Tensor conv(const models::ConvLayer& layer, const Tensor& input, const Tensor& residual = {}) {
    return layers_.conv(layer, input, residual);
  }
  Tensor normalise(const Tensor& input) const;
  Tensor unit_length(const Tensor& input) const;
  /// With a Recall that is a control: what that gives in its place.
  Tensor attend(const Tensor& query, const Tensor& key, const Tensor& value,
                const Tensor& bias) const;
  Tensor agree(const Tensor& vectors, const Tensor& bias) const;

 private:
  train::TorchOps layers_;
  Recall recall_;
};

}  // namespace divisi::timbre

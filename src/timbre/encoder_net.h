/// The published encoder on libtorch: its weights, and the operations that its definition
/// (models/published_encoder.h) asks for.
///
/// Shapes    energy [B, T, 288, 1] -> embeddings [B, T, 84, 12]; norms are of each item apart.
/// Errors    throws c10::Error as libtorch does.
#pragma once

#include <map>
#include <string>

#include <torch/torch.h>

#include "models/published_encoder.h"
#include "train/torch_cell.h"
#include "train/torch_net.h"

namespace divisi::timbre {

struct EncoderNetImpl : torch::nn::Module {
  explicit EncoderNetImpl(bool published_quirks = true);

  torch::Tensor forward(const torch::Tensor& energy);
  /// The affine's k back into [0.005, 3], as after each of their steps.
  void constrain();

  models::PublishedEncoder description;
  train::TorchNet convs{nullptr};
  std::map<std::string, train::TorchCell> cells;
};
TORCH_MODULE(EncoderNet);

/// The operations, on one network's weights.
class EncoderOps {
 public:
  using Tensor = torch::Tensor;
  explicit EncoderOps(EncoderNetImpl& net) : net_(net), convs_(net.convs) {}

  Tensor conv(const models::ConvLayer& layer, const Tensor& input, const Tensor& residual = {}) {
    return convs_.conv(layer, input, residual);
  }
  Tensor stack(const models::StackLayer& layer, const Tensor& input) {
    return convs_.stack(layer, input);
  }
  Tensor cell(const models::CellLayer& layer, const Tensor& input);
  Tensor leaky_relu(const Tensor& input) { return torch::leaky_relu(input, 0.01); }
  Tensor unit(const Tensor& input) { return train::unit_vectors(input); }

 private:
  EncoderNetImpl& net_;
  train::TorchOps convs_;
};

}  // namespace divisi::timbre

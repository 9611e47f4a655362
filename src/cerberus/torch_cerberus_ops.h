/// Runs models/cerberus_net.h on libtorch.
///
/// Shapes    maps with a batch in front, [B, T, P, C].
/// Errors    throws c10::Error as libtorch does.
#pragma once

#include <utility>

#include "cerberus/cell_vectors.h"
#include "models/cerberus_net.h"
#include "train/torch_net.h"

namespace divisi::cerberus {

class TorchCerberusOps {
 public:
  using Tensor = torch::Tensor;
  explicit TorchCerberusOps(train::TorchNet net) : net_(std::move(net)) {}

  Tensor cell(const models::CellLayer& layer, const Tensor& x) {
    return net_->cell(layer.name)->forward(x);
  }
  Tensor lstm(const models::LstmLayer& layer, const Tensor& x) {
    return net_->lstm(layer.name)->forward(x);
  }
  /// All layers of this network see one frame at a time: one product.
  Tensor conv(const models::ConvLayer& layer, const Tensor& x) {
    const train::TorchConv& weights = net_->at(layer.name);
    const Tensor y = train::matrix_product(x.flatten(0, 2), weights->weight[0], net_->precision()) +
                     weights->bias;
    return y.view({x.size(0), x.size(1), x.size(2), layer.conv.out_channels});
  }
  Tensor split(const Tensor& x, std::int64_t parts) {
    return x.view({x.size(0), x.size(1), parts, x.size(3) / parts});
  }
  Tensor shares(const Tensor& x) { return torch::softmax(x, 2); }
  Tensor sigmoid(const Tensor& x) { return torch::sigmoid(x); }
  Tensor unit_tanh(const Tensor& x) { return cerberus::unit_tanh(x); }
  Tensor unit_length(const Tensor& x) { return train::unit_vectors(x); }

 private:
  train::TorchNet net_;
};

/// The network on a batch's levels [B, T, 1, 513].
inline models::CerberusOutputs<torch::Tensor> run_cerberus(const models::CerberusNet& net,
                                                           const train::TorchNet& weights,
                                                           const torch::Tensor& level_db) {
  TorchCerberusOps ops(weights);
  return models::run_cerberus_net(net, ops, level_db);
}

}  // namespace divisi::cerberus

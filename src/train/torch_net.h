/// The trainable side of a network: libtorch parameters for layers that are described once in
/// models/.
///
/// Shapes    tensors are [B, T, P, C], channels last, as the product's maps with a batch in front.
/// Errors    throws c10::Error as libtorch does; the command catches at the top.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "models/conv_layer.h"
#include "models/net_layers.h"
#include "models/published_backbone.h"
#include "train/matrix_product.h"
#include "train/torch_cell.h"
#include "train/torch_lstm.h"

namespace divisi::train {

/// How weights begin.
enum class InitialWeights {
  he_normal,  ///< He et al. 2015, eq. 10: variance 2 / fan-in keeps the signal's size through ReLUs
  uniform,    ///< libtorch's own: weights and biases uniform within 1 / sqrt(fan-in)
};

struct TorchNetOptions {
  InitialWeights initial = InitialWeights::he_normal;
  double batch_norm_momentum = 0.1;
  Precision precision = Precision::float32;  ///< of products of matrices, where a network asks
};

/// The parameters of one models::ConvLayer.
struct TorchConvImpl : torch::nn::Module {
  TorchConvImpl(const models::ConvLayer& layer, const TorchNetOptions& options);

  models::ConvLayer layer;
  torch::Tensor weight;        ///< [K, Cin, Cout]
  torch::Tensor bias;          ///< [Cout], [P, Cout], or undefined
  torch::Tensor scale, shift;  ///< batch norm, [Cout], or undefined
  torch::Tensor running_mean, running_variance;

  torch::Tensor forward(const torch::Tensor& input, const torch::Tensor& residual);

 private:
  double momentum_;
};
TORCH_MODULE(TorchConv);

/// All layers of one network, by name.
struct TorchNetImpl : torch::nn::Module {
  explicit TorchNetImpl(const models::NetLayers& layers, const TorchNetOptions& options = {});

  TorchConv& at(const std::string& name);
  TorchCell& cell(const std::string& name);
  TorchLstm& lstm(const std::string& name);
  torch::Tensor& table(const std::string& name);  ///< [rows, columns], standard normal at first
  Precision precision() const { return precision_; }

 private:
  Precision precision_;
  std::map<std::string, TorchConv> convs_;
  std::map<std::string, TorchCell> cells_;
  std::map<std::string, TorchLstm> lstms_;
  std::map<std::string, torch::Tensor> tables_;
};
TORCH_MODULE(TorchNet);

/// Parameters and batch statistics of one network into another of the same layers.
void copy_network(TorchNet& from, TorchNet& to);

/// Mean gradients and mean batch statistics of `shards`, in their order, into `net`.
void average_shards(std::vector<TorchNet>& shards, TorchNet& net);

/// Vectors along the last dimension, each divided by its length; zeros stay zeros.
torch::Tensor unit_vectors(const torch::Tensor& input);

/// Runs an architecture of models/ on libtorch. A sigmoid at a layer's end is left to the loss,
/// which is exact on logits.
class TorchOps {
 public:
  using Tensor = torch::Tensor;
  explicit TorchOps(TorchNet net) : net_(std::move(net)) {}

  Tensor conv(const models::ConvLayer& layer, const Tensor& input, const Tensor& residual = {}) {
    return net_->at(layer.name)->forward(input, residual);
  }

  // What only the published network needs.
  Tensor stack(const models::StackLayer& layer, const Tensor& input);
  Tensor sigmoid(const Tensor& input) { return torch::sigmoid(input); }
  Tensor concat(const Tensor& first, const Tensor& second) {
    return torch::cat({first, second}, 3);
  }

 private:
  TorchNet net_;
};

}  // namespace divisi::train

#include "train/torch_net.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "train/torch_tap_conv.h"

namespace divisi::train {

TorchConvImpl::TorchConvImpl(const models::ConvLayer& described, const TorchNetOptions& options)
    : layer(described), momentum_(options.batch_norm_momentum) {
  const auto taps = static_cast<std::int64_t>(layer.conv.taps.size());
  const std::vector<std::int64_t> shape = {taps, layer.conv.in_channels, layer.conv.out_channels};
  const bool uniform = options.initial == InitialWeights::uniform;
  const double bound = 1.0 / std::sqrt(static_cast<double>(layer.fan_in()));
  weight = register_parameter("weight", uniform ? (torch::rand(shape) * 2.0 - 1.0) * bound
                                                : torch::randn(shape) * (std::sqrt(2.0) * bound));
  if (layer.bias) {
    bias = register_parameter(
        "bias", layer.conv.position_bias
                    ? torch::zeros({layer.conv.out_positions, layer.conv.out_channels})
                    : torch::zeros({layer.conv.out_channels}));
    const torch::NoGradGuard no_gradient;
    if (uniform) bias.uniform_(-bound, bound);
  }
  if (!layer.batch_norm) return;
  scale = register_parameter("scale", torch::ones({layer.conv.out_channels}));
  shift = register_parameter("shift", torch::zeros({layer.conv.out_channels}));
  running_mean = register_buffer("running_mean", torch::zeros({layer.conv.out_channels}));
  running_variance = register_buffer("running_variance", torch::ones({layer.conv.out_channels}));
}

torch::Tensor TorchConvImpl::forward(const torch::Tensor& input, const torch::Tensor& residual) {
  torch::Tensor y = tap_conv(input, weight, layer);
  if (bias.defined()) y = y + bias;
  if (layer.batch_norm) {
    constexpr double kEpsilon = 1e-5;
    y = torch::batch_norm(y.reshape({-1, layer.conv.out_channels}), scale, shift, running_mean,
                          running_variance, is_training(), momentum_, kEpsilon, false)
            .view(y.sizes());
  }
  if (residual.defined()) y = y + residual;
  switch (layer.activation) {
    case nn::Activation::relu:
      return torch::relu(y);
    case nn::Activation::leaky_relu:
      return torch::leaky_relu(y, 0.01);
    case nn::Activation::none:
    case nn::Activation::sigmoid:
      return y;
  }
  return y;
}

namespace {

/// libtorch forbids dots in names.
std::string module_name(std::string name) {
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

template <class Layers>
auto& listed(Layers& layers, const std::string& name) {
  const auto found = layers.find(name);
  DIVISI_CHECK(found != layers.end(), "the architecture runs a layer that it does not list");
  return found->second;
}

}  // namespace

TorchNetImpl::TorchNetImpl(const models::NetLayers& layers, const TorchNetOptions& options)
    : precision_(options.precision) {
  for (const models::ConvLayer& layer : layers.convs) {
    convs_.emplace(layer.name, register_module(module_name(layer.name), TorchConv(layer, options)));
  }
  for (const models::CellLayer& layer : layers.cells)
    cells_.emplace(layer.name, register_module(module_name(layer.name), TorchCell(layer)));
  for (const models::LstmLayer& layer : layers.lstms)
    lstms_.emplace(layer.name,
                   register_module(module_name(layer.name), TorchLstm(layer, options.precision)));
  for (const models::LearnedTable& table : layers.tables) {
    tables_.emplace(table.name, register_parameter(module_name(table.name),
                                                   torch::randn({table.rows, table.columns})));
  }
}

TorchConv& TorchNetImpl::at(const std::string& name) { return listed(convs_, name); }
TorchCell& TorchNetImpl::cell(const std::string& name) { return listed(cells_, name); }
TorchLstm& TorchNetImpl::lstm(const std::string& name) { return listed(lstms_, name); }
torch::Tensor& TorchNetImpl::table(const std::string& name) { return listed(tables_, name); }

void copy_network(TorchNet& from, TorchNet& to) {
  const torch::NoGradGuard no_gradient;
  const auto sources = from->parameters();
  const auto targets = to->parameters();
  for (std::size_t i = 0; i < sources.size(); ++i) targets[i].data().copy_(sources[i]);
  const auto source_buffers = from->buffers();
  const auto target_buffers = to->buffers();
  for (std::size_t i = 0; i < source_buffers.size(); ++i)
    target_buffers[i].copy_(source_buffers[i]);
}

void average_shards(std::vector<TorchNet>& shards, TorchNet& net) {
  const torch::NoGradGuard no_gradient;
  const auto share = 1.0 / static_cast<double>(shards.size());
  const auto targets = net->parameters();
  const auto target_buffers = net->buffers();
  for (std::size_t i = 0; i < targets.size(); ++i) {
    torch::Tensor sum;  // stays undefined where the loss reaches none: the optimizer leaves those
    for (TorchNet& shard : shards) {
      const torch::Tensor gradient = shard->parameters()[i].grad();
      if (gradient.defined()) sum = sum.defined() ? sum + gradient : gradient.clone();
    }
    if (sum.defined()) targets[i].mutable_grad() = sum * share;
  }
  for (std::size_t i = 0; i < target_buffers.size(); ++i) {
    torch::Tensor sum = torch::zeros_like(target_buffers[i]);
    for (TorchNet& shard : shards) sum += shard->buffers()[i];
    target_buffers[i].copy_(sum * share);
  }
}

torch::Tensor unit_vectors(const torch::Tensor& input) {
  constexpr double kTiny = 1e-24;  // under the root, whose slope at zero is infinite
  return input / (input.square().sum(-1, true) + kTiny).sqrt();
}

torch::Tensor TorchOps::stack(const models::StackLayer& layer, const torch::Tensor& input) {
  const torch::Tensor visible = input.slice(2, 0, layer.source_bins);
  const std::int64_t bins = visible.size(2);
  std::vector<torch::Tensor> moved;
  for (const int shift : layer.shifts_bins) {
    const std::int64_t begin = std::clamp<std::int64_t>(shift, 0, bins);
    const std::int64_t end = std::clamp<std::int64_t>(shift + layer.output_bins, begin, bins);
    const std::int64_t before = std::min<std::int64_t>(std::max(0, -shift), layer.output_bins);
    const std::int64_t after = layer.output_bins - before - (end - begin);
    moved.push_back(torch::constant_pad_nd(visible.slice(2, begin, end), {0, 0, before, after}));
  }
  if (layer.with_validity) {
    const torch::Tensor ones = torch::ones_like(input);
    models::StackLayer values = layer;
    values.with_validity = false;
    moved.push_back(stack(values, ones));
  }
  return torch::cat(moved, 3);
}

}  // namespace divisi::train

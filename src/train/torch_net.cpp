#include "train/torch_net.h"

#include <cmath>

#include "core/check.h"
#include "train/torch_tap_conv.h"

namespace divisi::train {

TorchConvImpl::TorchConvImpl(const models::ConvLayer& described) : layer(described) {
  const auto taps = static_cast<std::int64_t>(layer.conv.taps.size());
  // He et al. 2015, eq. 10: variance 2 / fan-in keeps the signal's size through ReLUs.
  weight = register_parameter(
      "weight", torch::randn({taps, layer.conv.in_channels, layer.conv.out_channels}) *
                    std::sqrt(2.0 / static_cast<double>(layer.fan_in())));
  if (layer.bias) {
    bias = register_parameter(
        "bias", layer.conv.position_bias
                    ? torch::zeros({layer.conv.out_positions, layer.conv.out_channels})
                    : torch::zeros({layer.conv.out_channels}));
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
    constexpr double kMomentum = 0.02;  // statistics over about 50 batches: runs here are short
    constexpr double kEpsilon = 1e-5;
    y = torch::batch_norm(y.reshape({-1, layer.conv.out_channels}), scale, shift, running_mean,
                          running_variance, is_training(), kMomentum, kEpsilon, false)
            .view(y.sizes());
  }
  if (residual.defined()) y = y + residual;
  switch (layer.activation) {
    case nn::Activation::relu: return torch::relu(y);
    case nn::Activation::leaky_relu: return torch::leaky_relu(y, 0.01);
    case nn::Activation::none:
    case nn::Activation::sigmoid: return y;
  }
  return y;
}

TorchNetImpl::TorchNetImpl(const std::vector<models::ConvLayer>& layers) {
  for (const models::ConvLayer& layer : layers) {
    std::string module_name = layer.name;  // libtorch forbids dots in names
    for (char& c : module_name) c = c == '.' ? '_' : c;
    layers_.emplace(layer.name, register_module(module_name, TorchConv(layer)));
  }
}

void copy_network(TorchNet& from, TorchNet& to) {
  const torch::NoGradGuard no_gradient;
  const auto sources = from->parameters();
  const auto targets = to->parameters();
  for (std::size_t i = 0; i < sources.size(); ++i) targets[i].data().copy_(sources[i]);
  const auto source_buffers = from->buffers();
  const auto target_buffers = to->buffers();
  for (std::size_t i = 0; i < source_buffers.size(); ++i) target_buffers[i].copy_(source_buffers[i]);
}

void average_shards(std::vector<TorchNet>& shards, TorchNet& net) {
  const torch::NoGradGuard no_gradient;
  const auto share = 1.0 / static_cast<double>(shards.size());
  const auto targets = net->parameters();
  const auto target_buffers = net->buffers();
  for (std::size_t i = 0; i < targets.size(); ++i) {
    torch::Tensor sum = torch::zeros_like(targets[i]);
    for (TorchNet& shard : shards) sum += shard->parameters()[i].grad();
    targets[i].mutable_grad() = sum * share;
  }
  for (std::size_t i = 0; i < target_buffers.size(); ++i) {
    torch::Tensor sum = torch::zeros_like(target_buffers[i]);
    for (TorchNet& shard : shards) sum += shard->buffers()[i];
    target_buffers[i].copy_(sum * share);
  }
}

TorchConv& TorchNetImpl::at(const std::string& name) {
  const auto found = layers_.find(name);
  DIVISI_CHECK(found != layers_.end(), "the architecture runs a layer that it does not list");
  return found->second;
}

}  // namespace divisi::train

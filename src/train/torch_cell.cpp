#include "train/torch_cell.h"

#include <algorithm>

namespace divisi::train {
namespace {

constexpr double kMomentum = 0.1;  ///< of running statistics

/// Mean 0 and variance 1 over frames, pitches and the channels of each group, item by item.
torch::Tensor group_norm(const torch::Tensor& x, const models::CellLayer& layer) {
  const torch::Tensor grouped = x.view({x.size(0), x.size(1) * x.size(2), layer.groups,
                                        static_cast<std::int64_t>(layer.channels) / layer.groups});
  const torch::Tensor mean = grouped.mean({1, 3}, true);
  const torch::Tensor variance = (grouped - mean).square().mean({1, 3}, true);
  return ((grouped - mean) * (variance + layer.epsilon).rsqrt()).view(x.sizes());
}

torch::Tensor centre_norm(const torch::Tensor& x, double epsilon) {
  const torch::Tensor centred = x - x.mean({1, 2}, true);
  const auto cells = static_cast<double>(x.size(1) * x.size(2));
  const torch::Tensor variance = centred.square().sum({1, 2}, true) / std::max(1.0, cells - 1.0);
  // Tiny inside the root: its slope at zero is infinite.
  return centred / ((variance + 1e-30).sqrt() + epsilon);
}

}  // namespace

TorchCellImpl::TorchCellImpl(const models::CellLayer& described) : layer(described) {
  using Kind = models::CellLayerKind;
  if (layer.kind == Kind::standardise) {
    running_mean = register_buffer("running_mean", torch::zeros({layer.channels}));
    running_variance = register_buffer("running_variance", torch::ones({layer.channels}));
    return;
  }
  const bool single = layer.kind == Kind::scale_shift || layer.kind == Kind::prelu;
  const std::int64_t count = single ? 1 : layer.channels;
  scale = register_parameter(
      "scale", torch::full({count}, layer.kind == Kind::prelu ? 0.25 : 1.0, torch::kFloat32));
  if (layer.kind == Kind::prelu || layer.kind == Kind::centre_norm) return;
  shift = register_parameter("shift", torch::zeros({count}));
}

torch::Tensor TorchCellImpl::forward(const torch::Tensor& x) const {
  switch (layer.kind) {
    case models::CellLayerKind::scale_shift:
      return x * scale + shift;
    case models::CellLayerKind::group_norm:
      return group_norm(x.contiguous(), layer) * scale + shift;
    case models::CellLayerKind::channel_norm:
      return torch::layer_norm(x, {layer.channels}, scale, shift, layer.epsilon);
    case models::CellLayerKind::centre_norm:
      return centre_norm(x, layer.epsilon) * scale;
    case models::CellLayerKind::standardise:
      return torch::batch_norm(x.reshape({-1, layer.channels}), {}, {}, running_mean,
                               running_variance, is_training(), kMomentum, layer.epsilon, false)
          .view(x.sizes());
    case models::CellLayerKind::prelu:
      return torch::relu(x) - scale * torch::relu(-x);
  }
  return x;
}

}  // namespace divisi::train

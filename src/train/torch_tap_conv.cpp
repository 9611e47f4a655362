#include "train/torch_tap_conv.h"

#include <algorithm>

namespace divisi::train {
namespace {

/// How far the taps reach beyond the map on each side.
struct Reach {
  std::int64_t before_t = 0, after_t = 0, before_p = 0, after_p = 0;
};

Reach reach_of(const models::ConvLayer& layer) {
  Reach reach;
  for (const nn::Tap& tap : layer.conv.taps) {
    const std::int64_t last =
        std::int64_t{layer.conv.out_positions - 1} * layer.conv.stride + tap.df;
    reach.before_t = std::max<std::int64_t>(reach.before_t, -tap.dt);
    reach.after_t = std::max<std::int64_t>(reach.after_t, tap.dt);
    reach.before_p = std::max<std::int64_t>(reach.before_p, -tap.df);
    reach.after_p = std::max<std::int64_t>(reach.after_p, last - (layer.conv.in_positions - 1));
  }
  return reach;
}

/// A linear layer at each place by itself.
bool is_pointwise(const models::ConvLayer& layer) {
  const nn::TapConvSpec& conv = layer.conv;
  return conv.taps.size() == 1 && conv.taps[0].df == 0 && conv.taps[0].dt == 0 &&
         conv.stride == 1 && conv.in_positions == conv.out_positions;
}

}  // namespace

torch::Tensor tap_conv_gather(const torch::Tensor& input, const torch::Tensor& weight,
                              const models::ConvLayer& layer) {
  const Reach reach = reach_of(layer);
  const torch::Tensor padded = torch::constant_pad_nd(
      input, {0, 0, reach.before_p, reach.after_p, reach.before_t, reach.after_t});
  const std::int64_t frames = input.size(1);
  const std::int64_t span = std::int64_t{layer.conv.out_positions - 1} * layer.conv.stride + 1;
  std::vector<torch::Tensor> shifted;
  shifted.reserve(layer.conv.taps.size());
  for (const nn::Tap& tap : layer.conv.taps) {
    const std::int64_t t = reach.before_t + tap.dt;
    const std::int64_t p = reach.before_p + tap.df;
    shifted.push_back(padded.slice(1, t, t + frames).slice(2, p, p + span, layer.conv.stride));
  }
  return torch::matmul(torch::cat(shifted, 3), weight.reshape({-1, layer.conv.out_channels}));
}

torch::Tensor tap_conv(const torch::Tensor& input, const torch::Tensor& weight,
                       const models::ConvLayer& layer) {
  if (is_pointwise(layer)) return torch::matmul(input, weight[0]);
  const bool native = input.is_cpu() && input.scalar_type() == torch::kFloat32;
  return native ? tap_conv_native(input, weight, layer) : tap_conv_gather(input, weight, layer);
}

}  // namespace divisi::train

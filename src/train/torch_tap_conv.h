/// The tap convolution (nn/tap_conv.h) with gradients.
///
/// Two ways to the same numbers: the readable one gathers the taps and multiplies, on any device;
/// the fast one, for CPUs, calls the product's own kernel forwards and backwards. A test holds them
/// together.
#pragma once

#include <torch/torch.h>

#include "models/conv_layer.h"

namespace divisi::train {

/// input [B, T, P, Cin], weight [K, Cin, Cout] -> [B, T, P', Cout]; without bias.
torch::Tensor tap_conv(const torch::Tensor& input, const torch::Tensor& weight,
                       const models::ConvLayer& layer);

/// Gathers and multiplies: autograd, any device. K times the memory of its input.
torch::Tensor tap_conv_gather(const torch::Tensor& input, const torch::Tensor& weight,
                              const models::ConvLayer& layer);

/// The product's kernel, float32 on the CPU. `layer` must live as long as the result's graph.
torch::Tensor tap_conv_native(const torch::Tensor& input, const torch::Tensor& weight,
                              const models::ConvLayer& layer);

}  // namespace divisi::train

/// The tap convolution as its formula reads: for reading, and for testing the kernels against.
/// Shapes, errors: as nn/tap_conv.h, with `weights` [K, Cin, Cout] and `bias` as given to TapConv.
#pragma once

#include <span>

#include "nn/tap_conv.h"
#include "nn/tensor.h"

namespace divisi::nn::reference {

Map tap_conv(const TapConvSpec& spec, std::span<const float> weights, std::span<const float> bias,
             const Map& in, const PostOps& post = {});

/// One value through an activation, in double precision.
double activate(double x, Activation activation, double slope);

}  // namespace divisi::nn::reference

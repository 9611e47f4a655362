/// Gradients of the tap convolution (nn/tap_conv.h), for training on a CPU.
///
/// Source    The chain rule on the definition there:
///             dL/dW_k[ci,co]   = sum over t, p of in[t+dt_k, s p+df_k, ci] * dL/dout[t,p,co]
///             dL/din[t,p,ci]   = sum over k, co of dL/dout[t-dt_k, (p-df_k)/s, co] * W_k[ci,co]
///                                where s divides p-df_k
///           The second is itself a tap convolution, with mirrored taps and transposed weights, of
///           dL/dout spread out to every s-th position with zeros between.
/// Thread    const-safe; each call writes only its own output.
#pragma once

#include <vector>

#include "nn/tap_conv.h"

namespace divisi::train {

/// Adds dL/dW [K, Cin, Cout] of one map to `weight_gradient`.
void add_weight_gradient(const nn::TapConvSpec& spec, const nn::Map& in,
                         const nn::Map& out_gradient, float* weight_gradient);

/// Positions of dL/dout once it is spread out: stride * (out_positions - 1) + 1.
int spread_positions(const nn::TapConvSpec& spec);

/// The layer that maps dL/dout, spread out, to dL/din.
nn::TapConv input_gradient_layer(const nn::TapConvSpec& spec, const float* weights);

}  // namespace divisi::train

/// The one kind of layer that divisi's note networks are made of, described apart from its weights.
///
/// An architecture is a list of these and a function template over the operations (`Ops`) that run
/// them: training (train/torch_net.h), inference (models/inference_ops.h) and counting
/// (models/describe.h) share the one definition.
///
/// Shapes    maps are [T, P, C]; weights [K, Cin, Cout] for K taps; bias [Cout] or [P, Cout].
#pragma once

#include <string>

#include "nn/tap_conv.h"

namespace divisi::models {

/// out[t,p] = act(norm(bias + sum_k W_k in[t + dt_k, stride p + df_k]) + residual)
struct ConvLayer {
  std::string name;
  nn::TapConvSpec conv;     ///< with position_bias: a bias for each pitch, so that what is missing
                            ///< at the borders of the frequency axis can be learned
  bool bias = false;        ///< has a bias (of the kind that `conv` says)
  bool batch_norm = false;  ///< Ioffe and Szegedy 2015; folded into the weights for inference
  nn::Activation activation = nn::Activation::none;

  int fan_in() const { return static_cast<int>(conv.taps.size()) * conv.in_channels; }

  /// Trainable numbers: weights, biases, and scale and shift of the batch norm.
  long parameter_count() const;

  /// Multiplications for each frame; taps that fall outside the map cost nothing.
  long multiplications_per_frame() const;

  /// Frames that the output at t needs on each side of t.
  int context_frames() const;
};

/// A layer of height x width taps around each of `positions` (frequency x time, both odd), with
/// nothing but its weights.
ConvLayer rectangle_layer(std::string name, int positions, int in_channels, int out_channels,
                          int height, int width);

/// A layer that sees one item at a time: from `in` numbers to `out`, at each of `positions`.
ConvLayer item_layer(std::string name, int in, int out,
                     nn::Activation activation = nn::Activation::none, int positions = 1);

}  // namespace divisi::models

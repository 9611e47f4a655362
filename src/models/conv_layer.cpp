#include "models/conv_layer.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace divisi::models {

long ConvLayer::parameter_count() const {
  std::size_t count = conv.weight_count();
  if (bias) count += conv.bias_count();
  if (batch_norm) count += 2 * static_cast<std::size_t>(conv.out_channels);
  return static_cast<long>(count);
}

long ConvLayer::multiplications_per_frame() const {
  long valid = 0;
  for (const nn::Tap& tap : conv.taps) {
    for (int p = 0; p < conv.out_positions; ++p) {
      const int source = p * conv.stride + tap.df;
      valid += source >= 0 && source < conv.in_positions ? 1 : 0;
    }
  }
  return valid * conv.in_channels * conv.out_channels;
}

int ConvLayer::context_frames() const {
  int widest = 0;
  for (const nn::Tap& tap : conv.taps) widest = std::max(widest, std::abs(tap.dt));
  return widest;
}

ConvLayer rectangle_layer(std::string name, int positions, int in_channels, int out_channels,
                          int height, int width) {
  ConvLayer made;
  made.name = std::move(name);
  made.conv.taps = nn::rectangle_taps(-(height / 2), height / 2, width / 2);
  made.conv.in_channels = in_channels;
  made.conv.out_channels = out_channels;
  made.conv.in_positions = made.conv.out_positions = positions;
  return made;
}

ConvLayer item_layer(std::string name, int in, int out, nn::Activation activation, int positions) {
  ConvLayer made = rectangle_layer(std::move(name), positions, in, out, 1, 1);
  made.bias = true;
  made.activation = activation;
  return made;
}

}  // namespace divisi::models

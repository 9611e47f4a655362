#include "nn/reference/tap_conv_reference.h"

#include <cmath>

namespace divisi::nn::reference {
namespace {

/// bias + sum over taps and input channels, in double precision, for one output.
double sum_taps(const TapConvSpec& spec, std::span<const float> weights, const Map& in, int t,
                int p, int out_channel) {
  double sum = 0.0;
  for (std::size_t k = 0; k < spec.taps.size(); ++k) {
    const int frame = t + spec.taps[k].dt;
    const int position = spec.stride * p + spec.taps[k].df;
    if (frame < 0 || frame >= in.frames()) continue;
    if (position < 0 || position >= in.positions()) continue;
    for (int c = 0; c < spec.in_channels; ++c) {
      const std::size_t row = k * std::size_t(spec.in_channels) + std::size_t(c);
      const float weight = weights[row * std::size_t(spec.out_channels) + std::size_t(out_channel)];
      sum += double(weight) * double(in.at(frame, position, c));
    }
  }
  return sum;
}

}  // namespace

double activate(double x, Activation activation, double slope) {
  switch (activation) {
    case Activation::none:
      return x;
    case Activation::relu:
      return x < 0.0 ? 0.0 : x;
    case Activation::leaky_relu:
      return x < 0.0 ? slope * x : x;
    case Activation::sigmoid:
      return 1.0 / (1.0 + std::exp(-x));
  }
  return x;
}

Map tap_conv(const TapConvSpec& spec, std::span<const float> weights, std::span<const float> bias,
             const Map& in, const PostOps& post) {
  Map out(in.frames(), spec.out_positions, spec.out_channels);
  for (int t = 0; t < out.frames(); ++t) {
    for (int p = 0; p < out.positions(); ++p) {
      for (int c = 0; c < out.channels(); ++c) {
        const int bias_row = spec.position_bias ? p : 0;
        double sum = bias[std::size_t(bias_row) * std::size_t(spec.out_channels) + std::size_t(c)];
        sum += sum_taps(spec, weights, in, t, p, c);
        if (post.residual) sum += double(post.residual->at(t, p, c));
        out.at(t, p, c) = static_cast<float>(activate(sum, post.activation, double(post.slope)));
      }
    }
  }
  return out;
}

}  // namespace divisi::nn::reference

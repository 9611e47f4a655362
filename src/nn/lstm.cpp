#include "nn/lstm.h"

#include <algorithm>

#include "core/check.h"
#include "nn/ops.h"

namespace divisi::nn {
namespace {

/// A layer that sees one row at a time: [in, out].
TapConv row_layer(int in, int out, std::span<const float> weights, std::span<const float> bias) {
  TapConvSpec spec;
  spec.taps = {Tap{0, 0}};
  spec.in_channels = in;
  spec.out_channels = out;
  return {spec, weights, bias};
}

/// With twice the columns of gate g, whose tanh is made of a sigmoid.
std::vector<float> doubled(std::vector<float> rows, int channels) {
  const auto width = static_cast<std::size_t>(channels);
  for (std::size_t row = 0; row + 4 * width <= rows.size(); row += 4 * width) {
    for (std::size_t k = 2 * width; k < 3 * width; ++k) rows[row + k] *= 2.0f;
  }
  return rows;
}

}  // namespace

Lstm::Lstm(const LstmWeights& weights)
    : channels_(weights.channels),
      input_(row_layer(weights.in_channels, 4 * channels_, doubled(weights.input, channels_),
                       doubled(weights.bias, channels_))),
      recurrent_(row_layer(channels_, 4 * channels_, doubled(weights.recurrent, channels_),
                           std::vector<float>(weights.bias.size(), 0.0f))) {}

void lstm_step(int channels, const LstmStep& step) {
  const auto width = static_cast<std::size_t>(channels);
  sigmoid(step.gates, step.gates);
  const std::size_t windows = step.cells.size() / width;
  for (std::size_t b = 0; b < windows; ++b) {
    const float* gates = step.gates.data() + 4 * b * width;
    float* cells = step.cells.data() + b * width;
    float* bent = step.bent.data() + b * width;
    for (std::size_t k = 0; k < width; ++k) {
      cells[k] = gates[width + k] * cells[k] + gates[k] * (2.0f * gates[2 * width + k] - 1.0f);
      bent[k] = 2.0f * cells[k];
    }
  }
  sigmoid(step.bent, step.bent);
  for (std::size_t b = 0; b < windows; ++b) {
    const float* open = step.gates.data() + (4 * b + 3) * width;
    const float* bent = step.bent.data() + b * width;
    float* state = step.state.data() + b * width;
    for (std::size_t k = 0; k < width; ++k) state[k] = open[k] * (2.0f * bent[k] - 1.0f);
  }
}

void Lstm::run(const Map& in, int windows, bool backwards, Map& out, int first_channel,
               LstmSpace& space) const {
  DIVISI_CHECK(in.positions() == 1 && in.channels() == in_channels(), "inputs are [T B, 1, I]");
  DIVISI_CHECK(windows >= 1 && in.frames() % windows == 0, "windows are of one length");
  DIVISI_CHECK(out.frames() == in.frames() && out.positions() == 1 &&
                   first_channel + channels_ <= out.channels(),
               "outputs have room");
  const int frames = in.frames() / windows;
  const auto values = static_cast<std::size_t>(windows) * static_cast<std::size_t>(channels_);
  tap_conv(input_, in, space.projected);
  space.gates.resize(windows, 1, 4 * channels_);
  space.state.resize(windows, 1, channels_);
  std::fill_n(space.state.data(), values, 0.0f);
  space.cells.assign(values, 0.0f);
  space.bent.resize(values);
  for (int n = 0; n < frames; ++n) {
    const int row = (backwards ? frames - 1 - n : n) * windows;
    std::copy_n(space.projected.frame(row), space.gates.size(), space.gates.data());
    tap_conv(recurrent_, space.state, space.gates, {.residual = &space.gates});
    lstm_step(channels_, {.gates = {space.gates.data(), space.gates.size()},
                          .cells = space.cells,
                          .bent = space.bent,
                          .state = {space.state.data(), space.state.size()}});
    for (int b = 0; b < windows; ++b)
      std::copy_n(space.state.frame(b), channels_, out.at(row + b, 0) + first_channel);
  }
}

}  // namespace divisi::nn

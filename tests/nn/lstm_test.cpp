#include "nn/lstm.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "core/rng.h"
#include "nn/ops.h"

namespace divisi::nn {
namespace {

LstmWeights random_weights(int in_channels, int channels, std::uint64_t seed) {
  core::Rng rng(seed);
  const auto numbers = [&](int count) {
    std::vector<float> all(static_cast<std::size_t>(count));
    for (float& number : all) number = static_cast<float>(0.5 * rng.normal());
    return all;
  };
  return {in_channels, channels, numbers(in_channels * 4 * channels),
          numbers(channels * 4 * channels), numbers(4 * channels)};
}

Map random_rows(int rows, int channels, std::uint64_t seed) {
  core::Rng rng(seed);
  Map map(rows, 1, channels);
  for (std::size_t i = 0; i < map.size(); ++i) map.data()[i] = static_cast<float>(rng.normal());
  return map;
}

/// The equations as they stand in the header, in double precision, of one window.
std::vector<std::vector<double>> readable(const LstmWeights& w, const Map& in, bool backwards) {
  const int width = w.channels;
  const auto sigmoid_of = [](double x) { return 1.0 / (1.0 + std::exp(-x)); };
  std::vector<double> h(static_cast<std::size_t>(width)), c = h;
  std::vector<std::vector<double>> all(static_cast<std::size_t>(in.frames()), h);
  for (int n = 0; n < in.frames(); ++n) {
    const int t = backwards ? in.frames() - 1 - n : n;
    std::vector<double> gates(w.bias.begin(), w.bias.end());
    for (std::size_t k = 0; k < gates.size(); ++k) {
      for (int i = 0; i < w.in_channels; ++i)
        gates[k] += in.at(t, 0, i) * w.input[static_cast<std::size_t>(i) * gates.size() + k];
      for (std::size_t i = 0; i < h.size(); ++i)
        gates[k] += h[i] * w.recurrent[i * gates.size() + k];
    }
    for (std::size_t k = 0; k < h.size(); ++k) {
      const double i = sigmoid_of(gates[k]), f = sigmoid_of(gates[h.size() + k]);
      const double g = std::tanh(gates[2 * h.size() + k]), o = sigmoid_of(gates[3 * h.size() + k]);
      c[k] = f * c[k] + i * g;
      h[k] = o * std::tanh(c[k]);
    }
    all[static_cast<std::size_t>(t)] = h;
  }
  return all;
}

TEST(Lstm, OfNoFramesIsNothing) {
  const Lstm lstm(random_weights(3, 2, 1));
  LstmSpace space;
  Map out(0, 1, 2);
  lstm.run(Map(0, 1, 3), 1, false, out, 0, space);
  EXPECT_EQ(out.size(), 0u);
}

TEST(Lstm, IsItsEquationsInBothDirections) {
  for (const int width : {1, 5, 33}) {
    const LstmWeights weights = random_weights(7, width, 2);
    const Lstm lstm(weights);
    const Map in = random_rows(40, 7, 3);
    LstmSpace space;
    for (const bool backwards : {false, true}) {
      Map out(40, 1, width + 2);
      lstm.run(in, 1, backwards, out, 2, space);
      const auto expected = readable(weights, in, backwards);
      for (int t = 0; t < 40; ++t) {
        for (int k = 0; k < width; ++k) {
          EXPECT_NEAR(out.at(t, 0, 2 + k),
                      expected[static_cast<std::size_t>(t)][static_cast<std::size_t>(k)], 2e-6);
        }
      }
    }
  }
}

/// To the bit: what runs beside a window says nothing about it.
TEST(Lstm, WindowsSideBySideAreWhatTheyAreAlone) {
  const Lstm lstm(random_weights(6, 20, 4));
  const Map side_by_side = random_rows(5 * 11, 6, 5);
  LstmSpace space;
  Map together(5 * 11, 1, 20);
  lstm.run(side_by_side, 5, false, together, 0, space);
  for (int b = 0; b < 5; ++b) {
    Map one(11, 1, 6), out(11, 1, 20);
    for (int t = 0; t < 11; ++t) std::copy_n(side_by_side.frame(t * 5 + b), 6, one.frame(t));
    lstm.run(one, 1, false, out, 0, space);
    for (int t = 0; t < 11; ++t) {
      for (int k = 0; k < 20; ++k) EXPECT_EQ(out.at(t, 0, k), together.at(t * 5 + b, 0, k));
    }
  }
}

TEST(SharePositions, AddUpToOneWhateverTheSize) {
  Map in(2, 3, 2);
  const float values[] = {1, -200, 2, 0, 3, 300, 0, 0, 0, 0, 0, 0};
  std::copy(std::begin(values), std::end(values), in.data());
  Map out;
  share_positions(in, out);
  const double sum = std::exp(1.0) + std::exp(2.0) + std::exp(3.0);
  EXPECT_NEAR(out.at(0, 0, 0), std::exp(1.0) / sum, 1e-6);
  EXPECT_NEAR(out.at(0, 2, 0), std::exp(3.0) / sum, 1e-6);
  EXPECT_NEAR(out.at(0, 2, 1), 1.0, 1e-6);
  EXPECT_NEAR(out.at(0, 0, 1), 0.0, 1e-6);
  EXPECT_NEAR(out.at(1, 1, 1), 1.0 / 3.0, 1e-6);
  share_positions(in, in);
  EXPECT_EQ(in.at(0, 2, 0), out.at(0, 2, 0));
}

}  // namespace
}  // namespace divisi::nn

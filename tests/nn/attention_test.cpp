#include "nn/attention.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "core/rng.h"

namespace divisi::nn {
namespace {

Map random_map(int frames, int positions, int channels, std::uint64_t seed) {
  core::Rng rng(seed);
  Map map(frames, positions, channels);
  for (std::size_t i = 0; i < map.size(); ++i) map.data()[i] = static_cast<float>(rng.normal());
  return map;
}

TEST(Attention, OfNothingIsNothing) {
  Map out;
  attend_nearby(Map(0, 1, 4), Map(0, 1, 4), Map(0, 1, 4), Map(0, 3, 2), out);
  EXPECT_EQ(out.size(), 0u);
  normalise(Map(0, 1, 4), out);
  EXPECT_EQ(out.size(), 0u);
}

TEST(Attention, NormalisedChannelsHaveMeanNothingAndVarianceOne) {
  const Map in = random_map(5, 2, 16, 1);
  Map out;
  normalise(in, out);
  for (int t = 0; t < 5; ++t) {
    for (int p = 0; p < 2; ++p) {
      double sum = 0.0;
      double squares = 0.0;
      for (int c = 0; c < 16; ++c) {
        sum += out.at(t, p, c);
        squares += static_cast<double>(out.at(t, p, c)) * out.at(t, p, c);
      }
      EXPECT_NEAR(sum, 0.0, 1e-5);
      EXPECT_NEAR(squares / 16.0, 1.0, 1e-3);
    }
  }
}

TEST(Attention, VectorsOfLengthOneAndZerosThatStay) {
  Map in = random_map(3, 1, 8, 2);
  std::fill_n(in.frame(1), 8, 0.0f);
  unit_length(in, in);
  for (const int t : {0, 2}) {
    double squares = 0.0;
    for (int c = 0; c < 8; ++c) squares += static_cast<double>(in.at(t, 0, c)) * in.at(t, 0, c);
    EXPECT_NEAR(squares, 1.0, 1e-6);
  }
  for (int c = 0; c < 8; ++c) EXPECT_EQ(in.at(1, 0, c), 0.0f);
}

TEST(Attention, OfOneItemIsItsValue) {
  const Map value = random_map(1, 1, 4, 3);
  Map out;
  attend_nearby(random_map(1, 1, 4, 4), random_map(1, 1, 4, 5), value, random_map(1, 5, 2, 6), out);
  for (int c = 0; c < 4; ++c) EXPECT_FLOAT_EQ(out.at(0, 0, c), value.at(0, 0, c));
}

/// The equation itself, in double precision.
double expected_output(const Map& query, const Map& key, const Map& value, const Map& bias, int n,
                       int c) {
  const int heads = bias.channels();
  const int width = query.channels() / heads;
  const int reach = bias.positions() / 2;
  const int h = c / width;
  double sum = 0.0;
  double weights = 0.0;
  for (int m = 0; m < query.frames(); ++m) {
    if (std::abs(m - n) > reach) continue;
    double logit = bias.at(n, m - n + reach, h);
    for (int i = h * width; i < (h + 1) * width; ++i)
      logit += query.at(n, 0, i) * key.at(m, 0, i) / std::sqrt(static_cast<double>(width));
    sum += std::exp(logit) * value.at(m, 0, c);
    weights += std::exp(logit);
  }
  return sum / weights;
}

TEST(Attention, IsItsEquation) {
  const Map query = random_map(9, 1, 6, 7), key = random_map(9, 1, 6, 8);
  const Map value = random_map(9, 1, 6, 9), bias = random_map(9, 5, 3, 10);
  Map out;
  attend_nearby(query, key, value, bias, out);
  for (int n = 0; n < 9; ++n) {
    for (int c = 0; c < 6; ++c)
      EXPECT_NEAR(out.at(n, 0, c), expected_output(query, key, value, bias, n, c), 1e-5);
  }
}

TEST(Attention, GreatLogitsDoNotOverflow) {
  Map query = random_map(4, 1, 2, 11);
  for (std::size_t i = 0; i < query.size(); ++i) query.data()[i] *= 1e4f;
  Map out;
  attend_nearby(query, query, random_map(4, 1, 2, 12), Map(4, 3, 1), out);
  for (std::size_t i = 0; i < out.size(); ++i) EXPECT_TRUE(std::isfinite(out.data()[i]));
}

TEST(Agreement, OfNothingIsNothing) {
  Map out;
  agree_nearby(Map(0, 1, 3), Map(0, 5, 1), out);
  EXPECT_EQ(out.size(), 0u);
}

TEST(Agreement, IsItsEquationAndTheSameForBoth) {
  const Map vectors = random_map(6, 1, 3, 13), bias = random_map(6, 5, 1, 14);
  Map out;
  agree_nearby(vectors, bias, out);
  for (int n = 0; n < 6; ++n) {
    for (int k = -2; k <= 2; ++k) {
      const int m = n + k;
      if (m < 0 || m >= 6) {
        EXPECT_EQ(out.at(n, k + 2, 0), 0.0f);
        continue;
      }
      double expected = 0.5 * (bias.at(n, k + 2, 0) + bias.at(m, 2 - k, 0));
      for (int c = 0; c < 3; ++c) expected += vectors.at(n, 0, c) * vectors.at(m, 0, c);
      EXPECT_NEAR(out.at(n, k + 2, 0), expected, 1e-5);
      EXPECT_FLOAT_EQ(out.at(n, k + 2, 0), out.at(m, 2 - k, 0));
    }
  }
}

}  // namespace
}  // namespace divisi::nn

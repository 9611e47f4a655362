#include "nn/columns.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "core/rng.h"
#include "nn/attention.h"
#include "nn/isa.h"

namespace divisi::nn {
namespace {

Map random_map(int frames, int positions, int channels, std::uint64_t seed) {
  core::Rng rng(seed);
  Map map(frames, positions, channels);
  for (std::size_t i = 0; i < map.size(); ++i) map.data()[i] = static_cast<float>(rng.normal());
  return map;
}

int tiles_for(int items) { return (items + kColumnTile - 1) / kColumnTile; }

/// The items of a map [N, 1, C] side by side.
Columns columns_of(const Map& map, int margin = 0) {
  Columns columns(map.channels(), {0, tiles_for(map.frames())}, margin);
  for (int n = 0; n < map.frames(); ++n) {
    for (int c = 0; c < map.channels(); ++c) columns.at(c, 0)[n] = map.at(n, 0, c);
  }
  return columns;
}

void expect_near(const Columns& found, const Map& expected, double tolerance) {
  for (int n = 0; n < expected.frames(); ++n) {
    for (int c = 0; c < expected.channels(); ++c)
      ASSERT_NEAR(found.at(c, 0)[n], expected.at(n, 0, c), tolerance) << "item " << n << ", " << c;
  }
}

TapConv made_layer(int in, int out, std::uint64_t seed) {
  const Map numbers = random_map(1, in + 1, out, seed);
  const std::size_t weights = std::size_t(in) * std::size_t(out);
  return TapConv({{{0, 0}}, in, out}, {numbers.data(), weights},
                 {numbers.data() + weights, std::size_t(out)});
}

/// Each test is run with every set of instructions there is.
class ColumnsTest : public ::testing::TestWithParam<Isa> {
 protected:
  void SetUp() override { use_isa(GetParam()); }
  void TearDown() override { use_isa(usual_); }

 private:
  Isa usual_ = active_isa();
};

TEST_P(ColumnsTest, OfNothingHaveNoColumns) {
  const Columns none(3, {0, 0});
  EXPECT_EQ(none.channels(), 3);
  EXPECT_EQ(none.at(0, 0), none.at(0, 0));
  EXPECT_EQ(Columns().channels(), 0);
}

TEST_P(ColumnsTest, MoveOnWithWhatTheyHold) {
  Columns columns(2, {3, 7}, 1);
  for (int c = 0; c < 2; ++c) {
    for (int i = 0; i < 4 * kColumnTile; ++i)
      columns.at(c, 3)[i] = static_cast<float>(1000 * c + 3 * kColumnTile + i);
  }
  columns.move_to(5);
  EXPECT_EQ(columns.tiles().begin, 5);
  EXPECT_EQ(columns.tiles().end, 9);
  for (int c = 0; c < 2; ++c) {
    for (int i = -kColumnTile; i < 2 * kColumnTile; ++i)  // the margin, too
      EXPECT_EQ(columns.at(c, 5)[i], static_cast<float>(1000 * c + 5 * kColumnTile + i));
  }
  columns.move_to(100);
  EXPECT_EQ(columns.at(1, 100) - columns.at(0, 100), columns.stride());
}

TEST_P(ColumnsTest, ALayerIsTheTapConvolution) {
  for (const int in : {1, 3, 11, 32}) {
    for (const int out : {1, 4, 5, 8, 12, 16, 37}) {
      for (const int items : {1, 16, 17, 100}) {
        const TapConv layer = made_layer(in, out, 1);
        const Map input = random_map(items, 1, in, 2);
        const Map residual = random_map(items, 1, out, 3);
        Map expected;
        tap_conv(layer, input, expected, {Activation::relu, 0.0f, &residual});
        const Columns columns = columns_of(input);
        Columns found = columns_of(residual);
        ColumnLayer(layer, Activation::relu)
            .run(span_of(columns, 0), tiles_for(items) * kColumnTile, span_of(found, 0),
                 span_of(found, 0));
        expect_near(found, expected, 1e-5);
      }
    }
  }
}

TEST_P(ColumnsTest, WhatComesOfAnItemDependsOnNoOther) {
  const ColumnLayer layer(made_layer(5, 7, 4), Activation::none);
  const Columns input = columns_of(random_map(160, 1, 5, 5));
  Columns together(7, {0, 10});
  Columns apart(7, {0, 10});
  layer.run(span_of(input, 0), 160, span_of(together, 0));
  for (int tile = 0; tile < 10; ++tile)
    layer.run(span_of(input, tile), kColumnTile, span_of(apart, tile));
  for (int c = 0; c < 7; ++c) {
    for (int n = 0; n < 160; ++n) ASSERT_EQ(together.at(c, 0)[n], apart.at(c, 0)[n]);
  }
}

TEST_P(ColumnsTest, AreBroughtToOneSizeAsMapsAre) {
  Map input = random_map(20, 1, 9, 6);
  std::fill_n(input.frame(3), 9, 0.0f);
  Map expected;
  const Columns columns = columns_of(input);
  Columns found(9, {0, 2});
  normalise(input, expected);
  for (int tile = 0; tile < 2; ++tile)
    normalise_columns(span_of(columns, tile), 9, span_of(found, tile));
  expect_near(found, expected, 1e-5);
  unit_length(input, expected);
  for (int tile = 0; tile < 2; ++tile)
    unit_length_columns(span_of(columns, tile), 9, span_of(found, tile));
  expect_near(found, expected, 1e-6);
}

/// [heads, 2r+1, kColumnTile] of a tile, with nobody outside the list.
std::vector<float> tile_bias(const Map& bias, int tile) {
  const int reach = bias.positions() / 2;
  std::vector<float> rows;
  for (int h = 0; h < bias.channels(); ++h) {
    for (int p = 0; p < bias.positions(); ++p) {
      for (int i = 0; i < kColumnTile; ++i) {
        const int n = tile * kColumnTile + i;
        const int m = n + p - reach;
        const bool is_there = n < bias.frames() && m >= 0 && m < bias.frames();
        rows.push_back(is_there ? bias.at(n, p, h) : kNobody);
      }
    }
  }
  return rows;
}

TEST_P(ColumnsTest, AttentionIsThatOfMaps) {
  for (const int heads : {1, 2, 3, 24}) {
    for (const int reach : {1, 5, 20}) {
      for (const int items : {1, 16, 50}) {
        const Map query = random_map(items, 1, 24, 7), key = random_map(items, 1, 24, 8);
        const Map value = random_map(items, 1, 24, 9);
        const Map bias = random_map(items, 2 * reach + 1, heads, 10);
        Map expected;
        attend_nearby(query, key, value, bias, expected);
        const Columns queries = columns_of(query, reach), keys = columns_of(key, reach);
        const Columns values = columns_of(value, reach);
        Columns found(24, {0, tiles_for(items)});
        AlignedFloats scratch;
        for (int tile = 0; tile < tiles_for(items); ++tile) {
          attend_columns({heads, 24 / heads, reach}, span_of(queries, tile), span_of(keys, tile),
                         span_of(values, tile), tile_bias(bias, tile).data(), span_of(found, tile),
                         scratch);
        }
        expect_near(found, expected, 1e-5);
      }
    }
  }
}

TEST_P(ColumnsTest, WhoIsNobodyIsNotLookedAtAtAll) {
  Columns keys(8, {0, 1}, 16), values(8, {0, 1}, 16);
  values.fill(1e30f);
  for (int c = 0; c < 8; ++c) std::fill_n(values.at(c, 0), kColumnTile, 0.5f + float(c));
  std::vector<float> bias(3 * kColumnTile, kNobody);
  std::fill_n(bias.begin() + kColumnTile, kColumnTile, -80.0f);  // themselves, against all odds
  Columns found(8, {0, 1});
  AlignedFloats scratch;
  attend_columns({1, 8, 1}, span_of(keys, 0), span_of(keys, 0), span_of(values, 0), bias.data(),
                 span_of(found, 0), scratch);
  for (int c = 0; c < 8; ++c) {
    for (int i = 0; i < kColumnTile; ++i) EXPECT_FLOAT_EQ(found.at(c, 0)[i], 0.5f + float(c));
  }
}

INSTANTIATE_TEST_SUITE_P(Isas, ColumnsTest, ::testing::ValuesIn(supported_isas()),
                         [](const auto& isa) { return std::string(isa_name(isa.param)); });

}  // namespace
}  // namespace divisi::nn

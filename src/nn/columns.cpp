#include "nn/columns.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/check.h"
#include "nn/attention.h"
#include "nn/isa.h"

namespace divisi::nn {
namespace {

using Tile = float[kColumnTile];

/// Weights of outputs [first, first + group) of all inputs: [in_channels, group], 0 beyond the
/// last.
void pack_group(const TapConv& layer, int first, int group, AlignedFloats& weights) {
  const TapConvSpec& spec = layer.spec();
  for (int i = 0; i < spec.in_channels; ++i) {
    const float* row = layer.packed_weights() + i * layer.padded_channels();
    for (int o = first; o < first + group; ++o)
      weights.push_back(o < spec.out_channels ? row[o] : 0.0f);
  }
}

/// For each column the sum of `term(channel's value, column)`, in the order of channels.
template <class Term>
void sum_up(ConstColumnSpan in, int channels, Tile& sums, const Term& term) {
  std::fill_n(sums, kColumnTile, 0.0f);
  for (int c = 0; c < channels; ++c) {
    const float* row = in.first + c * in.stride;
    for (int i = 0; i < kColumnTile; ++i) sums[i] += term(row[i], i);
  }
}

}  // namespace

Columns::Columns(int channels, TileRange tiles, int margin)
    : channels_(channels),
      tiles_(tiles),
      margin_((margin + kColumnTile - 1) / kColumnTile * kColumnTile) {
  DIVISI_CHECK(channels >= 1 && tiles.begin <= tiles.end && margin >= 0, "rows of some length");
  std::ptrdiff_t length = 2 * margin_ / kColumnTile + (tiles.end - tiles.begin);
  // An odd number of cache lines: else the rows of one column would all want the same places of
  // the cache.
  length += 1 - length % 2;
  stride_ = length * kColumnTile;
  cells_.resize(static_cast<std::size_t>(stride_) * static_cast<std::size_t>(channels), 0.0f);
}

void Columns::move_to(int first_tile) {
  const std::ptrdiff_t by = std::ptrdiff_t(first_tile - tiles_.begin) * kColumnTile;
  DIVISI_CHECK(by >= 0, "columns move on");
  for (int c = 0; c < channels_ && by < stride_; ++c) {
    float* row = cells_.data() + c * stride_;
    std::copy(row + by, row + stride_, row);
  }
  tiles_ = {first_tile, tiles_.end + (first_tile - tiles_.begin)};
}

ColumnLayer::ColumnLayer(const TapConv& layer, Activation activation)
    : in_channels_(layer.spec().in_channels),
      out_channels_(layer.spec().out_channels),
      activation_(activation) {
  const TapConvSpec& spec = layer.spec();
  DIVISI_CHECK(spec.taps.size() == 1 && spec.taps.front().df == 0 && spec.taps.front().dt == 0 &&
                   spec.stride == 1 && !spec.position_bias,
               "a layer of columns sees one item at a time");
  for (int o = 0; o < out_channels_;) {
    const bool is_full = out_channels_ - o > kColumnFewOutputs;
    const int group = is_full ? kColumnOutputs : kColumnFewOutputs;
    pack_group(layer, o, group, weights_);
    o += group;
    bias_.resize(static_cast<std::size_t>(o), 0.0f);
  }
  std::copy_n(layer.packed_bias(), out_channels_, bias_.begin());
}

void ColumnLayer::run(ConstColumnSpan in, int columns, ColumnSpan out,
                      ConstColumnSpan residual) const {
  DIVISI_CHECK(columns % kColumnTile == 0, "whole tiles");
  DIVISI_CHECK(residual.first == nullptr || residual.stride == out.stride,
               "a residual is laid out like the output");
  active_kernels().column_layer({weights_.data(), bias_.data(), in_channels_, out_channels_,
                                 in.first, in.stride, out.first, out.stride, residual.first,
                                 columns, activation_});
}

void normalise_columns(ConstColumnSpan in, int channels, ColumnSpan out) {
  const auto count = static_cast<float>(channels);
  Tile mean;
  sum_up(in, channels, mean, [](float x, int) { return x; });
  for (float& x : mean) x /= count;
  Tile deviation;
  sum_up(in, channels, deviation, [&](float x, int i) { return (x - mean[i]) * (x - mean[i]); });
  for (float& x : deviation) x = std::sqrt(x / count + kNormaliseEpsilon);
  for (int c = 0; c < channels; ++c) {
    const float* from = in.first + c * in.stride;
    float* to = out.first + c * out.stride;
    for (int i = 0; i < kColumnTile; ++i) to[i] = (from[i] - mean[i]) / deviation[i];
  }
}

void unit_length_columns(ConstColumnSpan in, int channels, ColumnSpan out) {
  Tile length;
  sum_up(in, channels, length, [](float x, int) { return x * x; });
  for (float& x : length) x = std::sqrt(x);
  for (int c = 0; c < channels; ++c) {
    const float* from = in.first + c * in.stride;
    float* to = out.first + c * out.stride;
    for (int i = 0; i < kColumnTile; ++i) to[i] = length[i] > 0.0f ? from[i] / length[i] : 0.0f;
  }
}

void attend_columns(const ColumnAttention& shape, ConstColumnSpan query, ConstColumnSpan key,
                    ConstColumnSpan value, const float* bias, ColumnSpan out,
                    AlignedFloats& scratch) {
  DIVISI_CHECK(query.stride == key.stride && query.stride == value.stride,
               "queries, keys and values lie alike");
  scratch.resize(static_cast<std::size_t>(2 * shape.reach + 1) * kColumnTile);
  active_kernels().column_attention({query.first, key.first, value.first, query.stride, bias,
                                     out.first, out.stride, shape.heads, shape.width, shape.reach,
                                     1.0f / std::sqrt(static_cast<float>(shape.width)),
                                     scratch.data()});
}

}  // namespace divisi::nn

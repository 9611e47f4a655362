/// Networks over a list of items that lie side by side: every channel is a row, every item a
/// column.
///
/// Problem   With channels last, attention to neighbours ends in sums across a vector, and layers
///           of a few channels leave most of a vector idle.
/// Idea      A vector holds one channel of sixteen neighbouring items. The neighbours k places on
/// of
///           all sixteen are then one vector, too, k floats on: inner products, softmax and
///           weighted sums need no step across a vector.
/// Source    ours; the readable versions are nn/tap_conv.h and nn/attention.h.
/// Shapes    [C, N]; N in tiles of kColumnTile items.
/// Exact     what comes of an item depends neither on its column nor on the number of columns.
/// Errors    none; a wrong shape is a programming error.
/// Thread    const-safe: threads may compute different columns of one output.
#pragma once

#include <algorithm>
#include <cstddef>

#include "nn/kernels/kernel_table.h"
#include "nn/tap_conv.h"
#include "nn/tensor.h"

namespace divisi::nn {

/// Items of tiles [begin, end).
struct TileRange {
  int begin = 0;
  int end = 0;
};

/// Rows of floats of one length. Made of zeros.
class Columns {
 public:
  Columns() = default;
  /// For the tiles of `tiles`, and `margin` more columns on either side.
  Columns(int channels, TileRange tiles, int margin = 0);

  int channels() const { return channels_; }
  TileRange tiles() const { return tiles_; }
  std::ptrdiff_t stride() const { return stride_; }
  std::ptrdiff_t margin() const { return margin_; }
  void fill(float value) { std::fill(cells_.begin(), cells_.end(), value); }

  /// As many tiles from `first_tile` on, which is not before the first: columns that they share
  /// with those of now, margins included, stay as they are; the rest holds what it happens to hold.
  void move_to(int first_tile);

  /// Where a channel of a tile's first item lies.
  float* at(int channel, int tile) { return cells_.data() + offset(channel, tile); }
  const float* at(int channel, int tile) const { return cells_.data() + offset(channel, tile); }

 private:
  std::ptrdiff_t offset(int channel, int tile) const {
    return channel * stride_ + margin_ + std::ptrdiff_t(tile - tiles_.begin) * kColumnTile;
  }

  int channels_ = 0;
  TileRange tiles_;
  std::ptrdiff_t margin_ = 0;
  std::ptrdiff_t stride_ = 0;
  AlignedFloats cells_;
};

/// Where columns are read and written: the first of them, and floats from row to row.
struct ConstColumnSpan {
  const float* first = nullptr;
  std::ptrdiff_t stride = 0;
};
struct ColumnSpan {
  float* first = nullptr;
  std::ptrdiff_t stride = 0;
  operator ConstColumnSpan() const {
    return {first, stride};
  }  // NOLINT(google-explicit-constructor)
};

inline ColumnSpan span_of(Columns& columns, int tile) {
  return {columns.at(0, tile), columns.stride()};
}
inline ConstColumnSpan span_of(const Columns& columns, int tile) {
  return {columns.at(0, tile), columns.stride()};
}

/// A layer that sees one item at a time, its weights packed for columns.
class ColumnLayer {
 public:
  /// Requires: one tap in its own place, and no bias for each position.
  ColumnLayer(const TapConv& layer, Activation activation);

  int in_channels() const { return in_channels_; }
  int out_channels() const { return out_channels_; }

  /// The layer of `columns` items, a multiple of kColumnTile. `residual`, if it has a first, has
  /// the output's stride; it may be the output. `out` is not `in`.
  void run(ConstColumnSpan in, int columns, ColumnSpan out, ConstColumnSpan residual = {}) const;

 private:
  int in_channels_;
  int out_channels_;
  Activation activation_;
  AlignedFloats weights_;
  AlignedFloats bias_;
};

/// As nn::normalise() and nn::unit_length() of one tile; `out` may be `in`.
void normalise_columns(ConstColumnSpan in, int channels, ColumnSpan out);
void unit_length_columns(ConstColumnSpan in, int channels, ColumnSpan out);

/// A tile's share of nn::attend_nearby(). `query`, `key` and `value` have one stride, and columns
/// up to `reach` before and behind the tile, where keys and values are finite; `bias` is
/// [heads, 2 reach + 1, kColumnTile], with kNobody for who must not be looked at. `scratch` takes
/// the size it needs.
struct ColumnAttention {
  int heads = 1;
  int width = 1;  ///< channels of a head
  int reach = 0;
};
inline constexpr float kNobody = -1e30f;
void attend_columns(const ColumnAttention& shape, ConstColumnSpan query, ConstColumnSpan key,
                    ConstColumnSpan value, const float* bias, ColumnSpan out,
                    AlignedFloats& scratch);

}  // namespace divisi::nn

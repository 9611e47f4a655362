/// What the vector kernels are asked to do, in plain types, and the table of their entry points.
///
/// The kernel sources are compiled once for each instruction set. This header is all that they
/// share with the rest of the program: it includes no standard class, because an inline function
/// compiled there with wide instructions could be the copy which the linker keeps for everybody.
#pragma once

#include <cstddef>

namespace divisi::nn {

enum class Activation { none, relu, leaky_relu, sigmoid };

/// Instruction sets that kernels are compiled for: `baseline` is whatever the compiler may assume.
enum class Isa { baseline, avx2, avx512 };

/// Neighbouring taps of one frame: `length` inputs in a row, with as many rows of weights.
struct TapSegment {
  int dt;
  int length;                    ///< taps in the stretch times in_channels
  std::ptrdiff_t input_offset;   ///< floats from the output position's input (df = dt = 0)
  std::ptrdiff_t weight_offset;  ///< floats from the layer's weights
};

/// A rectangle of outputs that see the same taps along pitch.
struct TapConvJob {
  const TapSegment* segments;
  int segment_count;
  int low_dt, high_dt;  ///< segments with dt outside [low_dt, high_dt] are outside the map
  int frames, positions;

  const float* input;  ///< where the tap (0, 0) of the first output would read
  std::ptrdiff_t input_frame_stride, input_position_stride;
  float* output;
  std::ptrdiff_t output_frame_stride, output_position_stride;
  const float* residual;  ///< laid out like the output; may be null
  const float* weights;
  const float* bias;  ///< of the first output
  std::ptrdiff_t bias_position_stride;
  std::ptrdiff_t padded_channels;  ///< floats from one row of weights to the next
  int out_channels;

  Activation activation;
  float slope;
};

/// Items that a column kernel takes at a time: no vector holds more of them.
inline constexpr int kColumnTile = 16;
/// Weights of column layers lie in groups of so many outputs, [in_channels, group]; fewer than five
/// at the end in a group of the second size.
inline constexpr int kColumnOutputs = 8;
inline constexpr int kColumnFewOutputs = 4;

/// A layer for `columns` items side by side, a multiple of kColumnTile: every channel is a row.
struct ColumnLayerJob {
  const float* weights;
  const float* bias;  ///< padded to whole groups
  int in_channels, out_channels;
  const float* input;
  std::ptrdiff_t input_stride;  ///< floats from one channel to the next
  float* output;
  std::ptrdiff_t output_stride;
  const float* residual;  ///< laid out like the output; may be null
  int columns;
  Activation activation;
};

/// Attention of kColumnTile items side by side to those up to `reach` columns before and after.
struct ColumnAttentionJob {
  const float *query, *key, *value;  ///< of the first item
  std::ptrdiff_t stride;             ///< floats from one channel to the next, in all three
  const float* bias;                 ///< [heads, 2 reach + 1, kColumnTile]
  float* output;
  std::ptrdiff_t output_stride;
  int heads, width, reach;
  float scale;     ///< of the inner products
  float* scratch;  ///< [2 reach + 1, kColumnTile]
};

struct KernelTable {
  Isa isa;
  const char* name;
  int lanes;  ///< floats in a vector
  void (*tap_conv)(const TapConvJob& job);
  /// In place is allowed: out[i] = f(in[i]).
  void (*activate)(const float* in, float* out, std::size_t count, Activation activation,
                   float slope);
  void (*add)(const float* a, const float* b, float* out, std::size_t count);
  void (*exponential)(const float* in, float* out, std::size_t count);
  void (*column_layer)(const ColumnLayerJob& job);
  void (*column_attention)(const ColumnAttentionJob& job);
};

/// Rows of packed weights are padded to this many channels, so that any of the kernels can read
/// them; wider than any vector.
inline constexpr int kChannelPadding = 16;

const KernelTable& baseline_kernels();
const KernelTable& avx2_kernels();
const KernelTable& avx512_kernels();

}  // namespace divisi::nn

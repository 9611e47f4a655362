/// The tap convolution: the one operation that every layer of our networks is.
///
///     out[t, p, :] = bias + sum over k of W_k · in[t + dt_k, stride·p + df_k, :]
///
/// Problem   Our networks read music, where what belongs together lies an octave (12 positions), a
///           twelfth (19), ... apart: harmonic convolutions. Convolution libraries know only dense
///           rectangles with a regular dilation; with them a harmonic layer is a gather of seven
///           shifted copies of the map, then a product: seven times the memory traffic.
/// Idea      Do not name kinds of convolution at all: a layer is a list of taps (df, dt). Dense 3x3
///           and 5x5, dilated, strided, harmonic and 1x1 are then data, and one kernel serves.
/// Why fast  With channels last, taps that are neighbours along pitch read one stretch of the
/// input:
///           a 3x3 layer is three inner products of length 3·Cin, and the first layer's many taps
///           over 2 channels are a few long ones. A block of positions times 2 vectors of output
///           channels is kept in registers over the whole sum; inputs are broadcast. Taps outside
///           the map contribute nothing and are not computed: positions are grouped, once, into
///           runs that see the same taps. Runs too narrow for a block are blocked along time.
/// Exact     Each output is bias, then taps in their order, then channels in theirs, whichever
/// block,
///           chunk or thread it falls in. So chunks (with halo) equal the whole bit for bit.
/// Source    ours; the register blocking is that of Goto & van de Geijn 2008, section 6.
///           The readable version is reference/tap_conv_reference.h.
/// Shapes    in [T, in_positions, in_channels] -> out [T, out_positions, out_channels];
///           weights [K, in_channels, out_channels]; bias [out_channels], or
///           [out_positions, out_channels] with position_bias.
/// Errors    none; a wrong shape is a programming error.
/// Thread    const-safe: threads may compute different frame ranges of one output.
/// Realtime  yes, once `out` has had its greatest size.
/// Cost      2·T·P·K·Cin·Cout operations, less the taps that fall outside.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "nn/kernels/kernel_table.h"
#include "nn/tensor.h"

namespace divisi::nn {

/// A place relative to the output's: `df` positions above, `dt` frames later.
struct Tap {
  int df = 0;
  int dt = 0;
};

/// Shape of a layer. All counts are at least 1; taps may lie anywhere, even wholly outside.
struct TapConvSpec {
  std::vector<Tap> taps;
  int in_channels = 1;
  int out_channels = 1;
  int stride = 1;  ///< along positions only
  int in_positions = 1;
  int out_positions = 1;
  bool position_bias = false;  ///< a bias for each position, not one for all

  std::size_t weight_count() const {
    return taps.size() * std::size_t(in_channels) * std::size_t(out_channels);
  }
  std::size_t bias_count() const {
    return std::size_t(position_bias ? out_positions : 1) * std::size_t(out_channels);
  }
};

/// The rectangle of taps with df in [low_df, high_df] and dt in {-reach..reach}·dilation, dt
/// slowest: the order in which neighbours along pitch join into one stretch.
std::vector<Tap> rectangle_taps(int low_df, int high_df, int reach_dt, int dilation = 1);

/// For each shift (outermost) a whole rectangle around it: harmonic convolutions.
std::vector<Tap> shifted_taps(std::span<const int> shifts, std::span<const Tap> around);

/// A layer ready to run: its weights packed for the kernels, its positions grouped into runs.
class TapConv {
 public:
  /// Requires: weights and bias of exactly the sizes that `spec` asks for.
  TapConv(TapConvSpec spec, std::span<const float> weights, std::span<const float> bias);

  const TapConvSpec& spec() const { return spec_; }
  /// Frames before and after an output that it depends on.
  int past_frames() const { return past_frames_; }
  int future_frames() const { return future_frames_; }

  /// Positions [begin, end) which all see the taps in segments [first_segment, last_segment).
  struct Run {
    int begin, end;
    std::size_t first_segment, last_segment;
  };
  std::span<const Run> runs() const { return runs_; }
  std::span<const TapSegment> segments() const { return segments_; }
  const float* packed_weights() const { return weights_.data(); }
  const float* packed_bias() const { return bias_.data(); }
  std::ptrdiff_t padded_channels() const { return padded_channels_; }

 private:
  void pack(std::span<const float> weights, std::span<const float> bias);
  void plan_runs();
  void append_segments(int position);

  TapConvSpec spec_;
  int past_frames_ = 0;
  int future_frames_ = 0;
  std::ptrdiff_t padded_channels_ = 0;  ///< out_channels, rounded up to the widest vector
  AlignedFloats weights_;               ///< [K, in_channels, padded_channels]
  AlignedFloats bias_;                  ///< [1 or out_positions, padded_channels]
  std::vector<Run> runs_;
  std::vector<TapSegment> segments_;
};

/// What happens to each output before it is stored: plus residual, then the activation.
struct PostOps {
  Activation activation = Activation::none;
  float slope = 0.01f;            ///< of leaky_relu below 0
  const Map* residual = nullptr;  ///< of the output's shape; may be the output itself
};

/// Frames [begin, end).
struct FrameRange {
  int begin = 0;
  int end = 0;
};

/// Computes the whole of `out`, which takes the shape it needs. `out` is not `in`.
void tap_conv(const TapConv& layer, const Map& in, Map& out, const PostOps& post = {});

/// Computes only the frames in `range`. Requires: `out` has its shape already.
void tap_conv(const TapConv& layer, const Map& in, Map& out, FrameRange range,
              const PostOps& post = {});

}  // namespace divisi::nn

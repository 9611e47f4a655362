/// The timbre encoder: one unit vector for a window of a single source, the teacher of slot
/// networks' timbre heads.
///
/// Source    Taenzer 2026 (arXiv 2606.01460), section III-C: 699,584 parameters. The paper names
/// its
///           parts, not their sizes: these have exactly that number.
/// Shapes    energy [T, 216, 1], T at least 4 (windows of 46 are meant) -> [1, 1, 128] of length 1.
#pragma once

#include <vector>

#include "models/net_layers.h"
#include "models/published_backbone.h"

namespace divisi::models {

inline constexpr const char* kTimbreEncoderName = "timbre-encoder";

struct TimbreEncoder {
  /// A convolution, then the largest of each group of positions and frames.
  struct Stage {
    ConvLayer conv;
    int pooled_positions = 1;
    int pooled_frames = 1;
  };

  StackLayer stack;  ///< as SlotNet's
  std::vector<Stage> stages;
  CellLayer pooled_norm;
  ConvLayer hidden;
  CellLayer hidden_norm;
  ConvLayer out;

  TimbreEncoder();

  NetLayers layers() const;
};

/// Besides conv(), cell(), stack() and unit_length(), `ops` has gelu(x); largest_of(x, p, t), the
/// greatest values of p positions and t frames each, what is left over at the end dropped; and
/// mean_and_largest(x), over the whole map: [1, 1, 2 C].
template <class Ops>
typename Ops::Tensor run_timbre_encoder(const TimbreEncoder& net, Ops& ops,
                                        const typename Ops::Tensor& energy) {
  auto x = ops.stack(net.stack, energy);
  for (const TimbreEncoder::Stage& stage : net.stages) {
    x = ops.conv(stage.conv, x);
    if (stage.pooled_positions * stage.pooled_frames > 1)
      x = ops.largest_of(x, stage.pooled_positions, stage.pooled_frames);
  }
  const auto pooled = ops.cell(net.pooled_norm, ops.mean_and_largest(x));
  const auto hidden = ops.gelu(ops.cell(net.hidden_norm, ops.conv(net.hidden, pooled)));
  return ops.unit_length(ops.conv(net.out, hidden));
}

}  // namespace divisi::models

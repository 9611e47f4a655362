/// The published timbre encoder: a unit vector for each pitch and frame, such that cells of one
/// instrument point the same way.
///
/// Source    Li and Zhu, "A Lightweight Two-Branch Architecture ...", TISMIR 2026 (final form of
///           arXiv 2509.12712), the encoder branch: 25,983 trainable numbers. Kernels are
///           (frequency x time).
/// Shapes    energy [T, 288, 1] (features/energy_norm.h) -> embeddings [T, 84, 12], MIDI 24 to 107.
/// Deviates  with `published_quirks` in nothing. Without them, each harmonic's source is not cut
///           off at bin 252, and an embedding is centred on its semitone's middle bin, not on its
///           lowest.
#pragma once

#include <string>
#include <vector>

#include "models/net_layers.h"
#include "models/published_backbone.h"

namespace divisi::models {

inline constexpr const char* kPublishedEncoderName = "published-encoder";

inline constexpr int kPublishedEmbeddingSize = 12;

struct PublishedEncoder {
  StackLayer stack;
  CellLayer affine;
  ConvLayer wide;  ///< 8 -> 16, 5x5
  CellLayer wide_norm;
  ConvLayer octaves;  ///< 16 -> 8, 25x3 at every third bin, plus the stack
  CellLayer neck_norm;
  ConvLayer neck;  ///< 8 -> 16, 5x5
  CellLayer neck_slope;
  CellLayer mix_norm;
  ConvLayer mix_wide;    ///< 16 -> 24, 3x3
  ConvLayer mix_narrow;  ///< 24 -> 16, 3x3, plus the neck
  CellLayer centre;
  ConvLayer embedding;  ///< 16 -> 12, 3x5, one output for each semitone

  explicit PublishedEncoder(bool published_quirks = true);

  std::vector<ConvLayer> conv_layers() const;
  std::vector<CellLayer> cell_layers() const;
  NetLayers layers() const;
  /// Frames on each side of a frame that its convolutions see; the norms see the whole clip.
  int context_frames() const;
};

/// All but the last layer: [T, 252, 16]. Besides conv() and stack(), `ops` has cell(layer, x),
/// leaky_relu(x) with slope 0.01, and unit(x), which divides each cell's vector by its length.
template <class Ops>
typename Ops::Tensor run_published_trunk(const PublishedEncoder& net, Ops& ops,
                                         const typename Ops::Tensor& energy) {
  const auto stacked = ops.cell(net.affine, ops.stack(net.stack, energy));
  const auto wide = ops.leaky_relu(ops.cell(net.wide_norm, ops.conv(net.wide, stacked)));
  const auto x = ops.conv(net.octaves, wide, stacked);
  const auto neck = ops.cell(net.neck_slope, ops.conv(net.neck, ops.cell(net.neck_norm, x)));
  const auto mixed = ops.conv(net.mix_wide, ops.cell(net.mix_norm, neck));
  return ops.conv(net.mix_narrow, mixed, neck);
}

template <class Ops>
typename Ops::Tensor run_published_encoder(const PublishedEncoder& net, Ops& ops,
                                           const typename Ops::Tensor& energy) {
  const auto features = run_published_trunk(net, ops, energy);
  return ops.unit(ops.conv(net.embedding, ops.cell(net.centre, features)));
}

/// A line for each layer, then the total and the context.
std::string describe_published_encoder(const PublishedEncoder& net);

}  // namespace divisi::models

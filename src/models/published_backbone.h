/// The published timbre-agnostic transcription network, layer for layer: the experiment that ours
/// (models/note_net.h) is measured against.
///
/// Source    Li and Zhu, "Timbre-Adaptive Transcription", arXiv 2509.12712, as published in its
///           final form: 18,978 trainable numbers. Kernels are (frequency x time).
/// Shapes    energy [T, 288, 1] (features/energy_norm.h) -> onset and frame logits [T, 84, 1],
///           MIDI 24 to 107.
/// Deviates  with `published_quirks` in nothing. Without them, each harmonic's source is not cut
///           off at bin 252, so the highest octave reaches the network.
#pragma once

#include <vector>

#include "models/conv_layer.h"

namespace divisi::models {

/// How weights files name this architecture.
inline constexpr const char* kPublishedBackboneName = "published-backbone";

inline constexpr int kPublishedBins = 288;    ///< of the constant-Q transform
inline constexpr int kPublishedPitches = 84;  ///< C1 to B7
inline constexpr int kPublishedLowestMidi = 24;

/// Copies of a one-channel map, each moved by one harmonic, become its channels; zero where there
/// is nothing: out[t, p, i] = in[t, p + shift_i] if 0 <= p + shift_i < source_bins.
struct StackLayer {
  std::vector<int> shifts_bins;
  int output_bins = 0;
  int source_bins = 0;  ///< bins of the source that may be seen
  /// As many channels again after these: 1 where there is something, else 0.
  bool with_validity = false;
};

struct PublishedBackbone {
  ConvLayer affine;  ///< k x + b: one tap of one channel, bias b
  StackLayer stack;
  ConvLayer wide;          ///< 8 -> 16, 5x5
  ConvLayer octaves;       ///< 16 -> 8, 25x3 at every third bin: two octaves of semitones
  ConvLayer neck;          ///< 8 -> 16, 5x5
  ConvLayer frame_head;    ///< 16 -> 1, 5x5, one output for each semitone
  ConvLayer onset_hidden;  ///< 16 -> 7, 7x3, likewise
  ConvLayer onset_head;    ///< 8 -> 1, 3x5, from the frame's probability and onset_hidden

  explicit PublishedBackbone(bool published_quirks = true);

  /// All layers with weights, in the order in which they run.
  std::vector<ConvLayer> layers() const;
  /// Frames on each side of a frame that its output depends on, given the energies.
  int context_frames() const;
};

template <class Tensor>
struct PublishedMaps {
  Tensor onset_logits;
  Tensor frame_logits;
};

/// Besides conv(), `ops` has stack(layer, x), sigmoid(x) and concat(a, b) of channels.
template <class Ops>
PublishedMaps<typename Ops::Tensor> run_published_backbone(const PublishedBackbone& net, Ops& ops,
                                                           const typename Ops::Tensor& energy) {
  const auto stacked = ops.stack(net.stack, ops.conv(net.affine, energy));
  const auto x = ops.conv(net.octaves, ops.conv(net.wide, stacked), stacked);
  const auto neck = ops.conv(net.neck, x);
  const auto frame = ops.conv(net.frame_head, neck);
  const auto hidden = ops.conv(net.onset_hidden, neck);
  return {ops.conv(net.onset_head, ops.concat(ops.sigmoid(frame), hidden)), frame};
}

}  // namespace divisi::models

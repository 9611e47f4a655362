/// divisi's drum network: which drums are struck at each frame, and with what key, under any music.
///
/// Problem   A hit is a burst over many bands at once, some 10 ms long; kick and bass, snare and
///           consonant, hi-hat and the pick of a guitar share bands.
/// Idea      It has ears of its own (features/mel_bands.h): bands up to 11 kHz, twice as many
///           frames as the note network. Three layers compare neighbouring bands and frames (the
///           first with a bias for each band, so that layers know where they are), then all bands
///           become one vector, which dilated layers follow along time: what came just before
///           decides whether a rise is a hit, and what follows, which drum it is.
/// Source    Ours. Small convolutional networks for drum onsets: Southall, Stables and Hockman
/// 2017;
///           Vogl, Widmer and Knees 2018.
/// Shapes    features [T, B, M] (band, map) -> logits or probabilities [T, 1, 10 + 10 + 48]: hit
///           and velocity of each drum, and of each of its keys whether it is that (core/drums.h,
///           in that order).
/// Cost      0.43 million multiplications for each frame: 6.5 % of the note network's in a second.
#pragma once

#include <vector>

#include "core/drums.h"
#include "models/conv_layer.h"

namespace divisi::models {

inline constexpr int kDrums = static_cast<int>(core::kDrumCount);
inline constexpr int kDrumKeys = static_cast<int>(core::kDrumKeyCount);

/// Where the network's outputs begin: each drum's, then each key's, drum after drum.
inline constexpr int kHitsAt = 0;
inline constexpr int kVelocitiesAt = kDrums;
inline constexpr int kKeysAt = 2 * kDrums;
inline constexpr int kDrumOutputs = 2 * kDrums + kDrumKeys;

/// Sizes of the network. Stored in its weights file, so that a file says what it is.
struct DrumNetSpec {
  int band_count = 64;
  int map_count = 2;
  int stem_channels = 16;
  int lower_channels = 24;
  int upper_channels = 32;
  int channels = 96;
  std::vector<int> time_dilations = {1, 2, 4, 8, 16};  ///< one block for each
};

/// Calls `visit(name, field)` for every size, as models/note_net.h does.
template <class Spec, class Visit>
void visit_drum_sizes(Spec& spec, Visit&& visit) {
  visit("band_count", spec.band_count);
  visit("map_count", spec.map_count);
  visit("stem_channels", spec.stem_channels);
  visit("lower_channels", spec.lower_channels);
  visit("upper_channels", spec.upper_channels);
  visit("channels", spec.channels);
  visit("time_dilations", spec.time_dilations);
}

/// The layers of the network, built once from its sizes.
struct DrumNet {
  ConvLayer stem;
  ConvLayer lower;  ///< leaves every second band
  ConvLayer upper;  ///< and once more
  ConvLayer gather;
  std::vector<ConvLayer> blocks;
  ConvLayer head;

  explicit DrumNet(const DrumNetSpec& spec);

  /// All layers in the order in which they run.
  std::vector<ConvLayer> layers() const;
  /// Frames of the recording on each side of a frame that its output depends on.
  int context_frames() const;
};

/// Features to the outputs; Ops as in models/note_net.h.
template <class Ops>
typename Ops::Tensor run_drum_net(const DrumNet& net, Ops& ops,
                                  const typename Ops::Tensor& features) {
  auto x = ops.conv(net.upper, ops.conv(net.lower, ops.conv(net.stem, features)));
  x = ops.conv(net.gather, x);
  for (const ConvLayer& block : net.blocks) x = ops.conv(block, x, x);
  return ops.conv(net.head, x);
}

}  // namespace divisi::models

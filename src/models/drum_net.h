/// divisi's drum network: which drums are struck at each frame, under any music.
///
/// Problem   A hit is a burst over many bins at once, a few frames long; kick and bass, snare and
///           consonant, hi-hat and the pick of a guitar share bins.
/// Idea      The note network's features suffice: the short map tells when. The 288 bins are read
///           as 32 overlapping bands (with a bias for each, so that layers know where they are), a
///           layer compares neighbouring bands, then all bands become one vector, which dilated
///           layers follow along time: what came just before decides whether a rise is a hit, and
///           what follows, which drum it is.
/// Source    Ours. Small convolutional networks for drum onsets: Southall, Stables and Hockman
/// 2017;
///           Vogl, Widmer and Knees 2018.
/// Shapes    features [T, 288, M] (bin, map) -> logits or probabilities [T, 1, 3 x 6]: onset,
///           velocity and variant, each of six drums (score/percussion.h, in that order).
/// Cost      0.17 million multiplications for each frame, a twentieth of the note network.
#pragma once

#include <vector>

#include "models/conv_layer.h"

namespace divisi::models {

/// Kick, snare, hi-hat, tom, cymbal, other.
inline constexpr int kDrumClasses = 6;

/// The network's outputs; output o of drum d is channel o * kDrumClasses + d. The variant says
/// which of a class it is: 1 for an open hi-hat and a ride cymbal, 0 (low) to 1 (high) for toms.
enum DrumOutput { kHit = 0, kHitVelocity = 1, kHitVariant = 2, kDrumOutputs = 3 };

/// Sizes of the network. Stored in its weights file, so that a file says what it is.
struct DrumNetSpec {
  int bin_count = 288;
  int map_count = 2;
  int band_bins = 9;   ///< from band to band
  int band_reach = 6;  ///< bins read on either side of a band's centre
  int stem_channels = 16;
  int band_channels = 24;
  int channels = 64;
  std::vector<int> time_dilations = {1, 2, 4, 8};  ///< one block for each

  int band_count() const { return bin_count / band_bins; }
};

/// Calls `visit(name, field)` for every size, as models/note_net.h does.
template <class Spec, class Visit>
void visit_drum_sizes(Spec& spec, Visit&& visit) {
  visit("bin_count", spec.bin_count);
  visit("map_count", spec.map_count);
  visit("band_bins", spec.band_bins);
  visit("band_reach", spec.band_reach);
  visit("stem_channels", spec.stem_channels);
  visit("band_channels", spec.band_channels);
  visit("channels", spec.channels);
  visit("time_dilations", spec.time_dilations);
}

/// The layers of the network, built once from its sizes.
struct DrumNet {
  ConvLayer stem;
  ConvLayer bands;
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
  auto x = ops.conv(net.gather, ops.conv(net.bands, ops.conv(net.stem, features)));
  for (const ConvLayer& block : net.blocks) x = ops.conv(block, x, x);
  return ops.conv(net.head, x);
}

}  // namespace divisi::models

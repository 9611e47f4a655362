/// How much of each cell of a mixture is a part's, seen together with the cells around it.
///
/// Problem   Shares that notes and learned spectra say (separate/fitted_shares.h) know each frame
/// by itself
///           and one spectrum for each pitch: not how a piano's tone begins, that a bowed one
///           swells, nor that a note dealt to the wrong part sounds like the others of the right
///           one.
/// Idea      The same small network looks at every part in turn, at the mixture's levels, at what
///           the part is thought to have of them and at what kind of sound it is, and says for each
///           cell by how much to correct: a number added to the logarithm of the share. All parts'
///           shares are then made to add up to 1 again, the residual's among them. So any number of
///           parts is allowed, their order does not matter, and whoever has nothing keeps nothing.
/// Source    ours. Notes that tell a separator where to look: Jointist (Cheuk et al. 2022);
/// harmonic
///           taps: models/note_net.h; neighbouring bands as channels of one position: Shi et al.
///           2016
///           ("sub-pixel"), and the same backwards.
/// Shapes    cells [T, P, I] of one part (separate/share_cells.h), P = bands / bands_per_position
/// ->
///           corrections [T, P, bands_per_position], natural logarithms.
#pragma once

#include <string>
#include <vector>

#include "models/conv_layer.h"

namespace divisi::models {

/// How weights files and recipes name this architecture, and begin the names of its layers and
/// sizes.
inline constexpr const char* kShareNetName = "divisi-share-net";
inline constexpr const char* kSharePrefix = "share.";

/// Kinds of sound that the network is told: parts::kFamilies, then these.
inline constexpr int kUnknownSound = 13;
inline constexpr int kDrumSound = 14;
inline constexpr int kResidualSound = 15;
inline constexpr int kSoundCount = 16;

struct ShareNetSpec {
  int bands = 256;
  int bands_per_position = 2;
  int numbers = 4;  ///< of a band, beside the kind of sound
  int sounds = kSoundCount;
  int channels = 16;
  std::vector<int> time_dilations = {1, 2, 4, 8, 1};  ///< a layer for each
  /// Positions that every layer looks up and down to.
  std::vector<int> far_positions = {10, 14, 24, 38};

  int positions() const { return bands / bands_per_position; }
  int in_channels() const { return bands_per_position * numbers + sounds; }  ///< I
};

/// Calls `visit(name, field)` for every size. `Spec` may be const.
template <class Spec, class Visit>
void visit_share_sizes(Spec& spec, Visit&& visit) {
  visit("bands", spec.bands);
  visit("bands_per_position", spec.bands_per_position);
  visit("numbers", spec.numbers);
  visit("sounds", spec.sounds);
  visit("channels", spec.channels);
  visit("time_dilations", spec.time_dilations);
  visit("far_positions", spec.far_positions);
}

/// What makes no sense in the sizes; empty when all does.
std::string first_nonsense(const ShareNetSpec& spec);

struct ShareNet {
  ConvLayer stem;
  std::vector<ConvLayer> layers;
  ConvLayer out;

  explicit ShareNet(const ShareNetSpec& spec);

  /// All layers in the order in which they run.
  std::vector<ConvLayer> all_layers() const;
  /// Frames that a correction depends on, on each side.
  int context_frames() const;
};

/// `Ops` have conv.
template <class Ops>
typename Ops::Tensor run_share_net(const ShareNet& net, Ops& ops,
                                   const typename Ops::Tensor& cells) {
  auto x = ops.conv(net.stem, cells);
  for (const ConvLayer& layer : net.layers) x = ops.conv(layer, x, x);
  return ops.conv(net.out, x);
}

}  // namespace divisi::models

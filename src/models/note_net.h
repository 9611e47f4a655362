/// divisi's own timbre-agnostic note network: pitch-aligned maps, harmonic and temporal layers.
///
/// Problem   Which notes begin, sound and end at each frame, whatever instrument plays them.
/// Idea      The evidence for a note lies at its harmonics, and the evidence against it too: a
///           partial of a note an octave, a twelfth or two octaves below looks like a note. So the
///           first layer reads five bins around each of a pitch's harmonics at once and leaves the
///           bins for the 88 pitches (three times less work than the published network, which
///           carries all bins to its heads); each further block looks along time, farther and
///           farther, and then from a pitch to those a harmonic interval above and below it. The
///           layer along time halves the channels, which halves the cost of the many harmonic taps.
/// Source    Ours. Harmonic stacking: Bittner et al. 2017; residual pair of layers after Li and Zhu
///           2025 (section 2 of their network), whose 25x3 dilated kernel sees two octaves of
///           semitones; here only the intervals that harmonics can explain are kept.
/// Shapes    features [T, 288, M] (bin, map), three bins for each semitone, the note's centre being
///           bin 3p+1 -> logits or probabilities [T, 88, 4]: onset, frame, offset, velocity.
/// Cost      13.3 million multiplications for each frame with the widths that ship, 64 and 32; 3.6
///           million with the default ones.
#pragma once

#include <vector>

#include "models/conv_layer.h"

namespace divisi::models {

/// The network's outputs, in the order of its last channels.
enum NoteOutput { kOnset = 0, kFrame = 1, kOffset = 2, kVelocity = 3, kNoteOutputs = 4 };

/// Sizes of the network. Stored in its weights file, so that a file says what it is.
struct NoteNetSpec {
  int pitch_count = 88;
  int bins_per_pitch = 3;
  int bin_count = 288;
  int map_count = 2;
  int channels = 32;
  int bottleneck_channels = 16;
  int stem_bins = 5;    ///< bins read around each harmonic
  int stem_frames = 3;  ///< frames read around each harmonic
  /// Harmonics in bins: the octave below, then round(36 log2 h) for h = 1 to 8.
  std::vector<int> harmonic_bins = {-36, 0, 36, 57, 72, 84, 93, 101, 108};
  /// Intervals in semitones at which one note's partials fall on another note's.
  std::vector<int> pitch_steps = {-28, -24, -19, -12, -1, 0, 1, 12, 19, 24, 28};
  std::vector<int> time_dilations = {1, 2, 4, 8, 1};  ///< one block for each
  int head_channels = 32;
};

/// Calls `visit(name, field)` for every size of the network: what reads and writes them, weights
/// files and recipes alike, shares this list. `Spec` may be const.
template <class Spec, class Visit>
void visit_sizes(Spec& spec, Visit&& visit) {
  visit("pitch_count", spec.pitch_count);
  visit("bins_per_pitch", spec.bins_per_pitch);
  visit("bin_count", spec.bin_count);
  visit("map_count", spec.map_count);
  visit("channels", spec.channels);
  visit("bottleneck_channels", spec.bottleneck_channels);
  visit("stem_bins", spec.stem_bins);
  visit("stem_frames", spec.stem_frames);
  visit("harmonic_bins", spec.harmonic_bins);
  visit("pitch_steps", spec.pitch_steps);
  visit("time_dilations", spec.time_dilations);
  visit("head_channels", spec.head_channels);
}

/// The layers of the network, built once from its sizes.
struct NoteNet {
  struct Block {
    ConvLayer time;
    ConvLayer pitch;
  };
  ConvLayer stem;
  std::vector<Block> blocks;
  ConvLayer head_hidden;
  ConvLayer head;

  /// With NoteOutput's probabilities.
  explicit NoteNet(const NoteNetSpec& spec);
  /// With another last layer: `outputs` numbers for each cell, of any sign.
  NoteNet(const NoteNetSpec& spec, int outputs);

  /// All layers in the order in which they run.
  std::vector<ConvLayer> layers() const;
  /// Frames of the recording on each side of a frame that its output depends on.
  int context_frames() const;
};

/// Features to the four outputs. `ops.conv(layer, input, residual)` runs one layer; the last one's
/// sigmoid is left to the caller of the training side, which wants logits (Ops decides).
template <class Ops>
typename Ops::Tensor run_note_net(const NoteNet& net, Ops& ops,
                                  const typename Ops::Tensor& features) {
  auto x = ops.conv(net.stem, features);
  for (const NoteNet::Block& block : net.blocks) {
    auto along_time = ops.conv(block.time, x);
    x = ops.conv(block.pitch, along_time, x);
  }
  return ops.conv(net.head, ops.conv(net.head_hidden, x));
}

}  // namespace divisi::models

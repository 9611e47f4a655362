/// Whose family of instruments a note is of, from what is seen at its partials while it begins.
///
/// Problem   Networks that say something of every cell (models/timbre_net.h) spend thirty times as
///           much on cells without notes as on notes, and see little of how a tone begins.
/// Idea      Of each note a patch is cut out: the partials of its pitch, from a little before its
///           onset on, for half a second. All notes' patches look alike, whatever their pitch; how
///           high a note is, is told beside. A patch's frames stand where other networks have
///           pitches, and one note stands beside the other where they have frames: so the kernels
///           take them in blocks. Beside its family a note gets a few numbers by which players of
///           one recording are told apart, whatever they play: of two violins, and of sounds that
///           nobody has a name for.
/// Source    Ours; residual layers: He et al. 2016.
/// Shapes    patches [N, T, I] (parts/note_patch.h), T = frames -> logits [N, 1, K], one for each
///           of parts::kFamilies; timbre [N, 1, V].
/// Cost      some 2 million multiplications for each note.
#pragma once

#include <string>
#include <vector>

#include "models/conv_layer.h"

namespace divisi::models {

/// How weights files and recipes name this architecture, and begin the names of its layers and
/// sizes.
inline constexpr const char* kInstrumentNetName = "divisi-instrument-net";
inline constexpr const char* kInstrumentPrefix = "instrument.";

struct InstrumentNetSpec {
  int frames = 24;
  int frames_before = 3;  ///< of them, before the onset
  int map_count = 2;
  int bin_count = 288;
  int bins_per_pitch = 3;
  int bins_of_partial = 3;  ///< read around each partial
  /// Partials in bins: the octave below, then round(36 log2 h).
  std::vector<int> partial_bins = {-36, 0,   36,  57,  72,  84,  93,  101,
                                   108, 114, 120, 125, 129, 137, 144, 156};
  int pitch_numbers = 13;  ///< that tell how high a note is
  int others = 0;          ///< 1: each partial is told, too, how much other notes are heard there
  int channels = 80;
  int hidden_channels = 96;
  std::vector<int> time_dilations = {1, 2, 4};  ///< a layer for each
  int families = 13;                            ///< K
  int timbre_numbers = 0;                       ///< V; 0: it says nothing but families

  /// Numbers of a frame: of its partials; then whether the note sounds, then those of its pitch,
  /// then those of other notes at its partials.
  int partial_numbers() const {
    return static_cast<int>(partial_bins.size()) * bins_of_partial * map_count;
  }
  int other_numbers() const { return others * static_cast<int>(partial_bins.size()); }
  int numbers() const { return partial_numbers() + 1 + pitch_numbers + other_numbers(); }  ///< I
  int answer_numbers() const { return families + timbre_numbers; }
};

/// Calls `visit(name, field)` for every size but `others` and `timbre_numbers`, which files of
/// networks that have none lack. `Spec` may be const.
template <class Spec, class Visit>
void visit_instrument_sizes(Spec& spec, Visit&& visit) {
  visit("frames", spec.frames);
  visit("frames_before", spec.frames_before);
  visit("map_count", spec.map_count);
  visit("bin_count", spec.bin_count);
  visit("bins_per_pitch", spec.bins_per_pitch);
  visit("bins_of_partial", spec.bins_of_partial);
  visit("partial_bins", spec.partial_bins);
  visit("pitch_numbers", spec.pitch_numbers);
  visit("channels", spec.channels);
  visit("hidden_channels", spec.hidden_channels);
  visit("time_dilations", spec.time_dilations);
  visit("families", spec.families);
}

/// What makes no sense in the sizes; empty when all does.
std::string first_nonsense(const InstrumentNetSpec& spec);

struct InstrumentNet {
  ConvLayer stem;
  std::vector<ConvLayer> along_time;
  ConvLayer hidden, out;
  std::vector<ConvLayer> timbre;  ///< two, or none
  int sounding;                   ///< which number of a frame says whether the note sounds

  explicit InstrumentNet(const InstrumentNetSpec& spec);

  /// All layers in the order in which they run.
  std::vector<ConvLayer> all_layers() const;
};

template <class Tensor>
struct InstrumentAnswers {
  Tensor families;  ///< [N, 1, K]
  Tensor timbre;    ///< [N, 1, V]; none where the network has none
};

/// `Ops` have conv and pool_positions (nn/ops.h): where the note sounds counts for more.
template <class Ops>
InstrumentAnswers<typename Ops::Tensor> run_instrument_net(const InstrumentNet& net, Ops& ops,
                                                           const typename Ops::Tensor& patches) {
  auto x = ops.conv(net.stem, patches);
  for (const ConvLayer& layer : net.along_time) x = ops.conv(layer, x, x);
  const auto seen = ops.pool_positions(x, patches, net.sounding);
  InstrumentAnswers<typename Ops::Tensor> answers;
  answers.families = ops.conv(net.out, ops.conv(net.hidden, seen));
  if (!net.timbre.empty()) answers.timbre = ops.conv(net.timbre[1], ops.conv(net.timbre[0], seen));
  return answers;
}

}  // namespace divisi::models

/// Cerberus: one network that separates and transcribes. A recurrent trunk hears a mixture's
/// spectrogram; three heads say which instrument each of its cells belongs to, what each instrument
/// plays, and (in training only) which cells go together.
///
/// Source    E. Manilow, P. Seetharaman, B. Pardo, "Simultaneous Separation and Transcription of
///           Mixtures with Multiple Polyphonic and Percussive Instruments", ICASSP 2020 (arXiv
///           1910.12621), section 2. Parameters: 15,339,062 / 15,700,263 / 16,061,464 / 16,422,665
///           in training for 2 / 3 / 4 / 5 instruments, without the clustering head 9,172,802 /
///           9,534,003 / 9,895,204 / 10,256,405. The paper names no sizes; 4 layers of 300 are of
///           the one public re-implementation, 20 dimensions of a summary by C. Lordelo.
/// Shapes    level_db [T, 1, 513] -> CerberusOutputs; N instruments, in the spec's order in every
///           head; 88 pitches from MIDI 21 on, drums by their General MIDI keys.
/// Deviates  Levels are standardised bin by bin with what training has seen, by a batch norm that
///           has no parameters (published counts leave batch norms out, too). Dropout lies between
///           the recurrent layers. Masks are shares (softmax): the classes exhaust the mixture.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "divisi/grid.h"
#include "models/net_layers.h"

namespace divisi::models {

inline constexpr const char* kCerberusNetName = "cerberus-net";

inline constexpr int kCerberusRateHz = 16000;
inline constexpr int kCerberusWindowSamples = 1024;
inline constexpr int kCerberusHopSamples = 256;
inline constexpr int kCerberusBins = kCerberusWindowSamples / 2 + 1;
inline constexpr int kCerberusPitches = 88;
inline constexpr int kCerberusLowestMidi = 21;
inline constexpr FrameGrid kCerberusFrames{
    static_cast<double>(kCerberusHopSamples) / kCerberusRateHz, 0.0};
inline constexpr PitchGrid kCerberusPitchGrid{kCerberusLowestMidi, kCerberusPitches};
inline constexpr float kCerberusLowestDb = -80.0f;  ///< of a level: 20 log10 of |X|, not below this

/// The classes there are; a network's instruments are some of these.
inline constexpr std::array<const char*, 5> kCerberusInstruments = {"piano", "guitar", "bass",
                                                                    "drums", "strings"};
inline constexpr int kCerberusDrums = 3;  ///< index of the class without pitches

/// Index among kCerberusInstruments; -1 when it is none of them.
int cerberus_instrument(const std::string& name);

struct CerberusNetSpec {
  std::vector<std::string> instruments = {"piano", "guitar"};
  int hidden = 300;  ///< of each direction
  int layers = 4;
  int embedding = 20;  ///< D
  double dropout = 0.3;
  std::string embedding_activation = "tanh";  ///< or "sigmoid"
  bool separation = true;
  bool transcription = true;
  bool clustering = true;

  int count() const { return static_cast<int>(instruments.size()); }  ///< N
};

/// Calls `visit(name, field)` for every choice. `Spec` may be const.
template <class Spec, class Visit>
void visit_cerberus_choices(Spec& spec, Visit&& visit) {
  visit("instruments", spec.instruments);
  visit("hidden", spec.hidden);
  visit("layers", spec.layers);
  visit("embedding", spec.embedding);
  visit("dropout", spec.dropout);
  visit("embedding_activation", spec.embedding_activation);
  visit("separation", spec.separation);
  visit("transcription", spec.transcription);
  visit("clustering", spec.clustering);
}

/// What makes no sense in it; empty when all does.
std::string first_nonsense(const CerberusNetSpec& spec);

struct CerberusNet {
  CerberusNetSpec spec;
  CellLayer norm;
  std::vector<LstmLayer> trunk;
  ConvLayer separation, transcription, clustering;

  /// Requires: nothing is wrong with it.
  explicit CerberusNet(const CerberusNetSpec& spec);

  /// Those that `spec` asks for.
  NetLayers layers() const;
};

/// What the product runs: without the clustering head, unless masks come from nothing else.
CerberusNetSpec without_clustering(CerberusNetSpec spec);

/// "cerberus-2" to "cerberus-5": piano and guitar, then bass, drums and strings in turn.
struct NamedCerberus {
  const char* name = "";
  CerberusNetSpec spec;
};
const std::vector<NamedCerberus>& cerberus_networks();

/// The layers, and the number of parameters with and without the clustering head.
std::string describe_cerberus(const CerberusNetSpec& spec);

/// What there is no head for is left empty.
template <class Tensor>
struct CerberusOutputs {
  Tensor heard;       ///< [T, 1, 2 H], what the heads see
  Tensor masks;       ///< [T, N, 513], shares of each cell: they add up to 1
  Tensor rolls;       ///< [T, N, 88], probabilities
  Tensor embeddings;  ///< [T, 513, D] of length 1
};

/// `ops` has cell(), conv(), lstm(layer, x); split(x, parts), from [T, 1, P C] to [T, P, C];
/// shares(x), e^x over its sum over positions; sigmoid(x), unit_length(x), and unit_tanh(x), the
/// latter of tanh.
template <class Ops>
CerberusOutputs<typename Ops::Tensor> run_cerberus_net(const CerberusNet& net, Ops& ops,
                                                       const typename Ops::Tensor& level_db) {
  CerberusOutputs<typename Ops::Tensor> out;
  out.heard = ops.cell(net.norm, level_db);
  for (const LstmLayer& layer : net.trunk) out.heard = ops.lstm(layer, out.heard);
  const int count = net.spec.count();
  if (net.spec.separation)
    out.masks = ops.shares(ops.split(ops.conv(net.separation, out.heard), count));
  if (net.spec.transcription)
    out.rolls = ops.sigmoid(ops.split(ops.conv(net.transcription, out.heard), count));
  if (net.spec.clustering) {
    const auto vectors = ops.split(ops.conv(net.clustering, out.heard), kCerberusBins);
    const bool is_tanh = net.spec.embedding_activation == "tanh";
    out.embeddings = is_tanh ? ops.unit_tanh(vectors) : ops.unit_length(ops.sigmoid(vectors));
  }
  return out;
}

}  // namespace divisi::models

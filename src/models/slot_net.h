/// The slot-attention network: a mixture's sources as an unordered set of pitch maps.
///
/// Slots, vectors of which each stands for a source, compete for the cells of pitch and time; what
/// a slot has won says which cells are its source's, whether there is a source at all, and what it
/// sounds like.
///
/// Source    M. Taenzer, "A Lightweight Slot-Attention Framework for Multi-Instrument Multi-Pitch
///           Estimation", arXiv 2606.01460 (2026), section III and Table I; slots: Locatello et al.
///           2020. The paper gives no list of layers: this one has exactly its numbers of
///           parameters, 1,266,211 (experiments 1a to 1c), 1,329,123 (2a), 1,378,851 (2b) and
///           1,684,875 (3a to 3c).
/// Shapes    energy [T, 216, 1] -> SlotOutputs; d = 192, K slots, 72 pitches from MIDI 23 to 94.
/// Deviates  a fixed sinusoidal code of pitch is added to the tokens, for convolutions do not know
///           how high a cell lies; the published text does not say whether theirs is told.
#pragma once

#include <string>
#include <vector>

#include "models/net_layers.h"
#include "models/published_backbone.h"

namespace divisi::models {

inline constexpr const char* kSlotNetName = "slot-net";

inline constexpr int kSlotBins = 216;  ///< of the constant-Q transform, three for a semitone
inline constexpr int kSlotPitches = 72;
inline constexpr int kSlotLowestMidi = 23;
inline constexpr int kSlotChannels = 64;     ///< of the maps that slots share out
inline constexpr int kSlotDimensions = 192;  ///< d, of slots and tokens
inline constexpr int kSlotTimbreDimensions = 128;
inline constexpr int kSlotPolyphonyClasses = 8;  ///< 0 to 6 pitches at once, 7 and more
inline constexpr int kSlotSteps = 3;             ///< of attention

/// What the experiments differ in (Table I).
struct SlotNetSpec {
  int slots = 4;  ///< K
  bool timbre = false;
  bool film = false;  ///< needs timbre
  bool polyphony = false;
};

/// Calls `visit(name, field)` for every choice. `Spec` may be const.
template <class Spec, class Visit>
void visit_slot_choices(Spec& spec, Visit&& visit) {
  visit("slots", spec.slots);
  visit("timbre", spec.timbre);
  visit("film", spec.film);
  visit("polyphony", spec.polyphony);
}

struct SlotNet {
  /// norm, hidden, GELU, out: what is read off a slot.
  struct Head {
    CellLayer norm;
    ConvLayer hidden, out;
  };
  /// One round of competition, then of thought.
  struct Step {
    CellLayer norm;
    ConvLayer query, key, value;
    Head refine;
  };

  SlotNetSpec spec;
  StackLayer stack;  ///< five harmonics and one subharmonic with their validity
  std::vector<ConvLayer> trunk;
  ConvLayer mixture_hidden, mixture_out;
  ConvLayer share;  ///< the maps that are shared out among slots
  ConvLayer token;
  CellLayer token_norm;
  LearnedTable queries;
  std::vector<Step> steps;
  CellLayer mask_norm;
  ConvLayer mask_slot, mask_token;
  Head activity;
  Head timbre;
  Head film;
  std::vector<ConvLayer> decoder;
  std::vector<ConvLayer> polyphony_maps;   ///< over pitches
  std::vector<ConvLayer> polyphony_lines;  ///< over time

  explicit SlotNet(const SlotNetSpec& spec);

  /// Those that `spec` asks for.
  NetLayers layers() const;
  /// Frames on each side of a frame that its convolutions see; slots see all of a window.
  int context_frames() const;
};

/// The eight experiments, "slot-1a" to "slot-3c", which is how divisi inspect calls them.
struct SlotExperiment {
  const char* name = "";
  SlotNetSpec spec;
};
const std::vector<SlotExperiment>& slot_experiments();

/// Logits; what the network has no head for is left empty.
template <class Tensor>
struct SlotOutputs {
  Tensor mixture;    ///< [T, 72, 1]
  Tensor pitches;    ///< [T, 72, K]
  Tensor masks;      ///< [T, 72, K], no logits: each slot's share of a cell, times its activity
  Tensor activity;   ///< [K, 1, 1]
  Tensor timbre;     ///< [K, 1, 128] of length 1
  Tensor polyphony;  ///< [T, 1, 8]
};

template <class Ops>
typename Ops::Tensor run_slot_head(const SlotNet::Head& head, Ops& ops,
                                   const typename Ops::Tensor& slots,
                                   const typename Ops::Tensor& residual = {}) {
  return ops.conv(head.out, ops.gelu(ops.conv(head.hidden, ops.cell(head.norm, slots))), residual);
}

template <class Ops>
typename Ops::Tensor run_convs(const std::vector<ConvLayer>& layers, Ops& ops,
                               typename Ops::Tensor x) {
  for (const ConvLayer& layer : layers) x = ops.conv(layer, x);
  return x;
}

/// The slots after all rounds: [K, 1, d].
template <class Ops>
typename Ops::Tensor run_slot_attention(const SlotNet& net, Ops& ops,
                                        const typename Ops::Tensor& tokens) {
  auto slots = ops.table(net.queries, tokens);
  for (const SlotNet::Step& step : net.steps) {
    const auto query = ops.conv(step.query, ops.cell(step.norm, slots));
    slots = ops.compete(query, step.key, step.value, tokens, slots);
    slots = run_slot_head(step.refine, ops, slots, slots);
  }
  return slots;
}

/// Besides conv(), cell() and stack(), `ops` has gelu(x), table(layer, like), unit_length(x);
/// mean_of(x, n), the means of n positions each; add_pitch_code(x); pitches_to_channels(x), from
/// [T, P, C] to [T, 1, P·C];
/// compete(query, key, value, tokens, slots), which adds to slots what they win (eq. 1);
/// shares(query, key, tokens, activity), the masks; give(x, masks), x in each slot's share, as
/// Ops::SlotMaps; modulate(maps, film), FiLM (Perez et al. 2018), and join(maps), their only
/// channels side by side. conv() takes SlotMaps too.
template <class Ops>
SlotOutputs<typename Ops::Tensor> run_slot_net(const SlotNet& net, Ops& ops,
                                               const typename Ops::Tensor& energy) {
  SlotOutputs<typename Ops::Tensor> out;
  const auto heard = run_convs(net.trunk, ops, ops.stack(net.stack, energy));
  out.mixture = ops.mean_of(ops.conv(net.mixture_out, ops.conv(net.mixture_hidden, heard)), 3);
  const auto maps = ops.mean_of(ops.conv(net.share, heard), 3);
  const auto tokens = ops.cell(net.token_norm, ops.add_pitch_code(ops.conv(net.token, maps)));
  const auto slots = run_slot_attention(net, ops, tokens);
  out.activity = run_slot_head(net.activity, ops, slots);
  out.masks = ops.shares(ops.conv(net.mask_slot, ops.cell(net.mask_norm, slots)), net.mask_token,
                         tokens, out.activity);
  auto given = ops.give(maps, out.masks);
  if (net.spec.timbre) out.timbre = ops.unit_length(run_slot_head(net.timbre, ops, slots));
  if (net.spec.film) given = ops.modulate(given, run_slot_head(net.film, ops, out.timbre));
  for (const ConvLayer& layer : net.decoder) given = ops.conv(layer, given);
  out.pitches = ops.join(given);
  if (net.spec.polyphony) {
    const auto counted = run_convs(net.polyphony_maps, ops, ops.mean_of(heard, 3));
    out.polyphony =
        run_convs(net.polyphony_lines, ops, ops.pitches_to_channels(ops.mean_of(counted, 6)));
  }
  return out;
}

}  // namespace divisi::models

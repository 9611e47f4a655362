/// Slots over the notes of a piece: which of the groups that notes fall into are one source, and
/// which are none.
///
/// Problem   Slots that compete for cells of 0.7 s know neither how many sources there are nor, in
///           the next window, who they were (Taenzer, section VII). Groups of notes that sound
///           alike lie over the whole piece, but a threshold on how alike they are must hold for
///           all pieces, and one source in two registers is two groups.
/// Idea      Slots begin at fine groups of what the memory over notes knows (models/note_memory.h):
///           as many as the piece has, over its whole length, unordered. They look at each other,
///           told of each how high, long, loud and how spread its notes are and what they sound
///           like, and of each two how alike they are, whether they play at once, follow each
///           other, or move in octaves. Duplicates are joined by what they answer, and notes
///           compete for what remains (parts/slot_grouping.h).
/// Source    Ours; slots: Locatello et al. 2020; layers: models/note_memory.h.
/// Shapes    items [K, 1, I] and relations [K, 2r+1, R] (parts/slot_inputs.h), K <= r+1 so that all
///           see all -> SlotVerdict.
/// Cost      some 80,000 multiplications for each slot: nothing beside the memory.
#pragma once

#include <string>
#include <vector>

#include "models/note_memory.h"

namespace divisi::models {

/// How weights files and recipes name this architecture, and how its layers and sizes begin.
inline constexpr const char* kNoteSlotsName = "divisi-note-slots";
inline constexpr const char* kNoteSlotsPrefix = "slots.";

inline constexpr int kMostSlots = 24;  ///< that a piece begins with

/// The sizes are those of the memory over notes, with slots in the place of notes.
NoteMemorySpec note_slots_spec(int item_numbers, int relation_numbers);

struct NoteSlots {
  NoteMemory look;  ///< `end` and `direct` make what is compared
  ConvLayer pair_hidden, pair_out;
  ConvLayer activity;

  explicit NoteSlots(const NoteMemorySpec& spec);

  /// All layers in the order in which they run.
  std::vector<ConvLayer> all_layers() const;
  long parameter_count() const;
};

/// Logits.
template <class Tensor>
struct SlotVerdict {
  Tensor joined;    ///< [K, 2r+1, 1] slot k and slot k+i-r are one source; 0 outside the list
  Tensor activity;  ///< [K, 1, 1] a slot's notes are one source's
};

/// The whole of it. `Ops` have conv, normalise, attend and agree (nn/attention.h).
template <class Ops>
SlotVerdict<typename Ops::Tensor> run_note_slots(const NoteSlots& net, Ops& ops,
                                                 const typename Ops::Tensor& items,
                                                 const typename Ops::Tensor& relations) {
  const auto related = ops.conv(net.look.relation, relations);
  const auto x = look_around(net.look, ops, items, related);
  const auto vectors = ops.conv(net.look.end, x, ops.conv(net.look.direct, items));
  const auto by_relation = ops.conv(net.pair_out, ops.conv(net.pair_hidden, related));
  return {ops.agree(vectors, by_relation), ops.conv(net.activity, x)};
}

}  // namespace divisi::models

/// A memory over the notes of a piece: each note looks at those around it and is told apart, or
/// found alike, by what they have in common.
///
/// Problem   What one note sounds like says little: it is short, drowned by others, of another
///           register than its source's last note. Li and Zhu's first version has a memory for
///           this; it reads the same vector whatever is asked (dossier: the memory is a constant).
/// Idea      Notes are items: a timbre vector, pitch, length, loudness. Attention brings to each
///           note the notes that may be its source's, by how alike they sound and by how they lie
///           to it: interval, distance in time, whether one begins where the other ends, whether
///           both sound at once. After a few layers a note's vector says whose it is.
/// Source    Ours. Layers: Vaswani et al. 2017 with normalisation before each (Xiong et al. 2020);
///           biases from relations between items: Shaw et al. 2018, here a function learned from
///           numbers that describe the pair.
/// Shapes    items [N, 1, I] and relations [N, 2r+1, R] (parts/memory_inputs.h) -> unit vectors
///           [N, 1, Z].
/// Cost      some 90,000 multiplications for each note in three layers of 32, 310,000 in the
///           four of 64 that ship as memory.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/conv_layer.h"

namespace divisi::models {

/// How weights files name this architecture, and begin the names of its layers and sizes.
inline constexpr const char* kNoteMemoryName = "divisi-note-memory";

inline constexpr const char* kMemoryPrefix = "memory.";

/// The same layers with another answer: which family of instruments plays a note, as the notes
/// around it tell. [N, 1, K] logits of parts::kFamilies in the place of unit vectors; or [N, 1,
/// 2K], and of each family whether it plays the note, alone or with others.
inline constexpr const char* kNoteCompanyName = "divisi-note-company";
inline constexpr const char* kCompanyPrefix = "company.";

/// The same layers with one answer: whether a note that was found is there at all, [N, 1, 1]
/// logits.
inline constexpr const char* kNoteTruthName = "divisi-note-truth";
inline constexpr const char* kTruthPrefix = "truth.";

struct NoteMemorySpec {
  int item_numbers = 29;  ///< I: the timbre network's dimensions and those of memory_inputs.h
  int relation_numbers = 11;
  int reach = 80;     ///< notes before and after that a note looks at
  int channels = 32;  ///< a multiple of heads
  int heads = 4;
  int layers = 3;
  int hidden_channels = 64;
  int relation_channels = 16;
  int dimensions = 16;  ///< Z
};

/// Calls `visit(name, field)` for every size. `Spec` may be const.
template <class Spec, class Visit>
void visit_memory_sizes(Spec& spec, Visit&& visit) {
  visit("item_numbers", spec.item_numbers);
  visit("relation_numbers", spec.relation_numbers);
  visit("reach", spec.reach);
  visit("channels", spec.channels);
  visit("heads", spec.heads);
  visit("layers", spec.layers);
  visit("hidden_channels", spec.hidden_channels);
  visit("relation_channels", spec.relation_channels);
  visit("dimensions", spec.dimensions);
}

/// What makes no sense in the sizes; empty when all does. Without layers nobody looks at anybody:
/// a control, which can be trained; the product refuses its weights.
std::string first_nonsense(const NoteMemorySpec& spec);

/// The layers of the memory: all of them see one item, or one pair, at a time.
struct NoteMemory {
  struct Block {
    ConvLayer query, key, value, bias, mix;  ///< of attention
    ConvLayer hidden, out;                   ///< of the item alone
  };
  ConvLayer relation;
  ConvLayer begin;
  std::vector<Block> blocks;
  ConvLayer direct, end;

  /// `prefix` begins the names of its layers.
  explicit NoteMemory(const NoteMemorySpec& spec, const std::string& prefix = kMemoryPrefix);

  /// All layers in the order in which they run.
  std::vector<ConvLayer> all_layers() const;
  long parameter_count() const;
};

/// What items know after looking at each other, of mean 0 and variance 1: [N, 1, channels].
/// `Ops` have conv, normalise and attend (nn/attention.h); `related` is the relation layer's.
template <class Ops>
typename Ops::Tensor look_around(const NoteMemory& net, Ops& ops, const typename Ops::Tensor& items,
                                 const typename Ops::Tensor& related) {
  auto x = ops.conv(net.begin, items);
  for (const NoteMemory::Block& block : net.blocks) {
    const auto seen = ops.normalise(x);
    const auto found = ops.attend(ops.conv(block.query, seen), ops.conv(block.key, seen),
                                  ops.conv(block.value, seen), ops.conv(block.bias, related));
    x = ops.conv(block.mix, found, x);
    x = ops.conv(block.out, ops.conv(block.hidden, ops.normalise(x)), x);
  }
  return ops.normalise(x);
}

/// What families are told by: vectors of any length, [N, 1, Z].
template <class Ops>
typename Ops::Tensor run_note_company(const NoteMemory& net, Ops& ops,
                                      const typename Ops::Tensor& items,
                                      const typename Ops::Tensor& relations) {
  const auto x = look_around(net, ops, items, ops.conv(net.relation, relations));
  return ops.conv(net.end, x, ops.conv(net.direct, items));
}

/// What sources are told apart by. `Ops` have unit_length, too.
template <class Ops>
typename Ops::Tensor run_note_memory(const NoteMemory& net, Ops& ops,
                                     const typename Ops::Tensor& items,
                                     const typename Ops::Tensor& relations) {
  return ops.unit_length(run_note_company(net, ops, items, relations));
}

}  // namespace divisi::models

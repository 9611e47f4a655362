/// What a note sounds like, so that notes of one player can be told from another's: the note
/// network's layers, asked another question.
///
/// Problem   Two notes of one source at different pitches must look alike, two sources at the same
///           pitch must not, and both lie under the partials of everybody else.
/// Idea      As in models/note_net.h the evidence for a cell is brought to it along its harmonics;
/// a
///           timbre lies in how they compare, so that more of them are read and fewer bins around
///           each. What the cell says is a vector; a note is the sum of the vectors of its cells,
///           made as long as 1. A cell that is drowned by others can say little by being short.
/// Source    Ours. Embedding of cells in a branch of its own, cosine similarity: Li and Zhu 2025;
///           training on notes instead of cells: their section on inference turned into the loss.
/// Shapes    features [T, 288, M] -> vectors [T, 88, D], of any length.
#pragma once

#include "models/note_net.h"

namespace divisi::models {

/// How weights files name this architecture.
inline constexpr const char* kTimbreNetName = "divisi-timbre-net";

/// The sizes that NoteNetSpec has as defaults, changed where timbre asks for it.
NoteNetSpec default_timbre_layers();

struct TimbreNetSpec {
  NoteNetSpec layers = default_timbre_layers();
  int dimensions = 24;  ///< D
};

inline NoteNet make_timbre_net(const TimbreNetSpec& spec) {
  return NoteNet(spec.layers, spec.dimensions);
}

}  // namespace divisi::models

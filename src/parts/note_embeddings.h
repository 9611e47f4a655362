/// One vector for each note, from the vectors of its cells.
///
/// g = normalise(sum over the note's frames t of weight[p, t] V[p, t])
///
/// Source    Li and Zhu 2026 as released: note-level clustering.
/// Shapes    embeddings [T, P, D] on their grids, notes -> [N, D], rows of length 1 or 0.
/// Thread    safe.
/// Deviates  without `weights`, all cells of a note count alike (theirs weigh by the frame's
///           probability).
#pragma once

#include <vector>

#include "divisi/grid.h"
#include "divisi/score.h"
#include "nn/tensor.h"

namespace divisi::parts {

/// Vectors on their rulers.
struct EmbeddingGrid {
  FrameGrid frames;
  PitchGrid pitches;
};

/// Cells [first, end) of one pitch.
struct NoteCells {
  int pitch = 0;
  int first_frame = 0;
  int end_frame = 0;  ///< first_frame when the note lies outside the map
};

/// The frames nearest to onset and offset, at least one, cut to the map's.
NoteCells cells_of(const Note& note, const EmbeddingGrid& grid, int frame_count);

/// A note without cells in the map gets zeros. `weights` [T, P], or null.
Map2d note_embeddings(const nn::Map& embeddings, const EmbeddingGrid& grid,
                      const std::vector<Note>& notes, const Map2d* weights = nullptr);

}  // namespace divisi::parts

/// A note as grouping sees it: when, how high, and what it sounds like.
///
/// Shapes    vectors [N, D], one row for each token.
#pragma once

#include <cstddef>
#include <vector>

#include "divisi/score.h"

namespace divisi::parts {

/// Notes with what they sound like. Vectors are sums over the notes' cells, divided by their number
/// of frames: a note that is drowned by others, or that nothing was heard of, has a short one.
struct NoteTokens {
  int dimensions = 0;
  std::vector<Note> notes;
  std::vector<float> vectors;  ///< [N, D]
  /// [N] where it sounds, -1 (left) to 1; empty where left and right are the same.
  std::vector<float> positions = {};

  std::size_t count() const { return notes.size(); }
  const float* vector(std::size_t token) const {
    return vectors.data() + token * static_cast<std::size_t>(dimensions);
  }
  void add(const Note& note, const float* vector) {
    notes.push_back(note);
    vectors.insert(vectors.end(), vector, vector + dimensions);
  }
};

}  // namespace divisi::parts

/// A note as grouping sees it: when, how high, and what it sounds like.
///
/// Shapes    vectors [N, D], one row for each token; families [N, K].
#pragma once

#include <cstddef>
#include <vector>

#include "divisi/score.h"
#include "parts/families.h"

namespace divisi::parts {

/// Notes with what they sound like. Vectors are sums over the notes' cells, divided by their number
/// of frames: a note that is drowned by others, or that nothing was heard of, has a short one.
struct NoteTokens {
  int dimensions = 0;
  std::vector<Note> notes;
  std::vector<float> vectors;  ///< [N, D]
  /// [N] where it sounds, -1 (left) to 1; empty where left and right are the same.
  std::vector<float> positions = {};
  /// [N, K] log-probabilities of the families (parts/families.h), all the same where the beginning
  /// was not heard; empty without an instrument network.
  std::vector<float> families = {};

  std::size_t count() const { return notes.size(); }
  const float* vector(std::size_t token) const {
    return vectors.data() + token * static_cast<std::size_t>(dimensions);
  }
  /// Null without an instrument network.
  const float* family_row(std::size_t token) const {
    return families.empty() ? nullptr : families.data() + token * kFamilyCount;
  }
  void add(const Note& note, const float* vector, const float* family_row = nullptr) {
    notes.push_back(note);
    vectors.insert(vectors.end(), vector, vector + dimensions);
    if (family_row != nullptr)
      families.insert(families.end(), family_row, family_row + kFamilyCount);
  }
  /// Another's token, but for its position.
  void add(const NoteTokens& other, std::size_t token) {
    add(other.notes[token], other.vector(token), other.family_row(token));
  }
};

}  // namespace divisi::parts

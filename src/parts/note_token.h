/// A note as grouping sees it: when, how high, and what it sounds like.
///
/// Shapes    vectors [N, D], one row for each token; beginnings [N, K + V].
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
  /// [N, K + V] what the instrument network says of each note's beginning: log-probabilities of the
  /// families (parts/families.h), all the same where it was not heard; then what tells players
  /// apart (models/instrument_net.h), zeros where it was not. Empty without an instrument network.
  std::vector<float> beginnings = {};
  int timbre_numbers = 0;  ///< V

  std::size_t count() const { return notes.size(); }
  const float* vector(std::size_t token) const {
    return vectors.data() + token * static_cast<std::size_t>(dimensions);
  }
  std::size_t beginning_numbers() const {
    return kFamilyCount + static_cast<std::size_t>(timbre_numbers);
  }
  /// K of families, V of timbre behind them. Null without an instrument network.
  const float* beginning(std::size_t token) const {
    return beginnings.empty() ? nullptr : beginnings.data() + token * beginning_numbers();
  }
  void add(const Note& note, const float* vector, const float* beginning = nullptr) {
    notes.push_back(note);
    vectors.insert(vectors.end(), vector, vector + dimensions);
    if (beginning != nullptr)
      beginnings.insert(beginnings.end(), beginning, beginning + beginning_numbers());
  }
  /// None, of the same D and V.
  NoteTokens none_alike() const {
    NoteTokens none;
    none.dimensions = dimensions;
    none.timbre_numbers = timbre_numbers;
    return none;
  }
  /// Some of them, whole.
  NoteTokens only(const std::vector<std::size_t>& which) const {
    NoteTokens some = none_alike();
    for (const std::size_t token : which) {
      some.add(*this, token);
      if (!positions.empty()) some.positions.push_back(positions[token]);
    }
    return some;
  }
  /// Another's token, but for its position. Requires: D and V are the same.
  void add(const NoteTokens& other, std::size_t token) {
    add(other.notes[token], other.vector(token), other.beginning(token));
  }
};

}  // namespace divisi::parts

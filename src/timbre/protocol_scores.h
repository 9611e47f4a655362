/// How well parts match the stems they were paired with.
///
/// Thread    safe.
#pragma once

#include <vector>

#include "divisi/score.h"
#include "eval/piano_roll.h"

namespace divisi::timbre {

/// A part: its notes, and the frames in which its keys sound (from notes, or from cells).
struct SeparatedPart {
  std::vector<Note> notes;
  eval::PianoRoll roll;
};

SeparatedPart part_of(std::vector<Note> notes, std::size_t frame_count);

struct SeparationScores {
  double note_f1 = 0.0;   ///< mean over the stems
  double frame_f1 = 0.0;  ///< likewise
};

/// Parts paired with stems by the least squared error of their rolls. A stem without a part, or
/// with an empty one, scores 0.
SeparationScores score_parts(const std::vector<SeparatedPart>& stems,
                             const std::vector<SeparatedPart>& parts);

/// Note F1: onset within 50 ms, pitch within 50 cents, offsets not counted.
double note_f1(const std::vector<Note>& reference, const std::vector<Note>& estimate);

}  // namespace divisi::timbre

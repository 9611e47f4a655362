/// Notes moved onto the lines of the beat.
#pragma once

#include <array>

#include "divisi/error.h"
#include "divisi/score.h"

namespace divisi {

/// What there may be of a quarter note: 3 are triplets, 4 sixteenths.
inline constexpr std::array<int, 7> kLinesPerBeat = {1, 2, 3, 4, 6, 8, 12};

struct QuantiseOptions {
  int lines_per_beat = 4;  ///< one of kLinesPerBeat
  double strength =
      1.0;  ///< of the way to the line: 0 leaves notes where they are, 1 puts them on it
};

/// The score with onsets and offsets moved to the nearest line of its own tempo map, as a MIDI file
/// counts beats. No note is lost: strokes of one pitch that are nearest to the same line stay where
/// they were, a note too short to reach another line keeps its length, and notes of one pitch and
/// part do not overlap. Parts are again in order of onset, then pitch.
/// Without an even beat (docs/limits.md) the lines are those of 120 bpm, which mean nothing.
/// Errors    invalid_argument: options that are none of the above.
Expected<Score> quantised(const Score& score, const QuantiseOptions& options);

}  // namespace divisi

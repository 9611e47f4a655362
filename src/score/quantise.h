/// Performed times to written ones.
///
/// Each beat of a part is divided into four, or into three where its onsets clearly lie better
/// there; onsets and offsets go to the nearest line. Players hold notes for less than is written,
/// so a note reaches up to the next onset where only a little is missing. Strokes on drums, which
/// have no length of their own, reach up to the next stroke or the end of their beat.
///
/// Units     a quarter note is 12 units: a sixteenth is 3, an eighth of a triplet 4.
/// Thread    safe.
#pragma once

#include <vector>

#include "divisi/score.h"
#include "score/tempo.h"

namespace divisi::score {

constexpr int kUnitsPerBeat = 12;

struct WrittenNote {
  int start = 0;   ///< units from the first bar line
  int length = 0;  ///< > 0
  int pitch_midi = 0;
};

struct WrittenPart {
  std::vector<WrittenNote> notes;  ///< ordered by start, then pitch; no two alike in both
  std::vector<bool> ternary;       ///< for each beat: divided by three
};

/// A whole piece has one first bar: that in which its first note begins.
struct BarFrame {
  int first_beat = 0;  ///< index in the grid of the beat that begins bar 1; may be negative
  int beats_per_bar = 4;
  int bar_count = 1;

  int units_per_bar() const { return beats_per_bar * kUnitsPerBeat; }
};

/// Longest score that is written out; what begins later is left out.
constexpr int kMostBars = 20000;

BarFrame frame_bars(const Score& score, const BeatGrid& grid);

WrittenPart quantise_part(const Part& part, const BeatGrid& grid, const BarFrame& frame);

}  // namespace divisi::score

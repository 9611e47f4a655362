/// Which cells of a segment's frames and pitches notes cover.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "divisi/grid.h"
#include "divisi/score.h"

namespace divisi::train {

/// Calls `visit(n, cell, is_first)` for every frame in which note n sounds, at least one, from the
/// nearest to its onset up to the nearest to its end, within the frames [first_frame, first_frame +
/// frame_count) and the grid's pitches. `cell` counts [T, P] from first_frame on; `is_first` is
/// said of the note's first frame.
template <class Visit>
void for_each_sounding_cell(const std::vector<Note>& notes, const FrameGrid& frames,
                            const PitchGrid& pitches, long first_frame, int frame_count,
                            const Visit& visit) {
  for (std::size_t n = 0; n < notes.size(); ++n) {
    const Note& note = notes[n];
    if (!pitches.contains_midi(note.pitch_midi)) continue;
    const long begin = std::lround(frames.frame_at(note.onset_s)) - first_frame;
    const long end = std::max(begin + 1, std::lround(frames.frame_at(note.offset_s)) - first_frame);
    for (long t = std::max(0L, begin); t < std::min<long>(frame_count, end); ++t) {
      visit(
          n,
          static_cast<std::size_t>(t * pitches.pitch_count + note.pitch_midi - pitches.lowest_midi),
          t == begin);
    }
  }
}

}  // namespace divisi::train

/// Which key sounds in which frame: notes on a grid, for frame metrics.
///
/// Source    ours, the same rule as the published comparison this project measures itself by: a
///           frame at t = k hop_s is sounding for onset <= t < offset; pitches are rounded to the
///           nearest key, halves to even; several sources on one key count once.
/// Shapes    cells [T, P], P = 88 keys from MIDI 21.
/// Thread    safe.
#pragma once

#include <cstdint>
#include <vector>

#include "core/annotation.h"
#include "divisi/grid.h"
#include "eval/counts.h"

namespace divisi::eval {

struct PianoRoll {
  FrameGrid frames;
  PitchGrid pitches;
  std::size_t frame_count = 0;
  std::vector<std::uint8_t> cells;  ///< 1 where it sounds

  bool at(std::size_t frame, std::size_t pitch) const {
    return cells[frame * static_cast<std::size_t>(pitches.pitch_count) + pitch] != 0;
  }
};

/// Requires: hop_s > 0.
PianoRoll draw_piano_roll(const std::vector<core::AnnotatedNote>& notes, double hop_s,
                          std::size_t frame_count);

/// Cell by cell. Requires: the same grid.
Counts compare_rolls(const PianoRoll& reference, const PianoRoll& estimate);

/// Frames that cover all notes and a tenth of a second of silence after the last.
std::size_t frames_to_cover(const std::vector<core::AnnotatedNote>& reference,
                            const std::vector<core::AnnotatedNote>& estimate, double hop_s);

}  // namespace divisi::eval

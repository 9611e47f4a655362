/// Partials that pass for notes: at 12, 19, 24 and 28 semitones above their source, or 12 below.
///
/// A candidate is a ghost of a note when all four hold: they begin together; the candidate is weak,
/// by itself and relative to the note; and its frames follow those of the note. An octave that is
/// really played is strong by itself, or begins, swells or ends on its own.
#pragma once

#include <array>

#include "decode/live_note.h"

namespace divisi::decode {

/// Semitones from a source up to its ghost.
inline constexpr std::array<int, 5> kGhostIntervals = {12, 19, 24, 28, -12};

/// Whether `candidate` is a ghost of `source`, `interval` semitones below it. `until_row` is the
/// last row that may be compared.
bool is_ghost_of(const LiveNote& candidate, const Column& candidate_frame, const LiveNote& source,
                 const Column& source_frame, int interval, const Rules& rules, long until_row);

}  // namespace divisi::decode

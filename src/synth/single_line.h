/// One line out of music for several voices.
///
/// Source    ours: what is highest (or lowest) when it begins, as an ear follows a tune.
/// Thread    safe.
#pragma once

#include <vector>

#include "divisi/score.h"
#include "synth/piece.h"

namespace divisi::synth {

/// The notes of `line`, one at a time; all of them, untouched, for Line::all. A note is left out
/// when one further out begins with it, or is still sounding 60 ms after it began; a note further
/// out ends the one that sounds.
std::vector<Note> single_line(std::vector<Note> notes, Line line);

}  // namespace divisi::synth

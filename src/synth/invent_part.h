/// Accompaniments for a class that a score has no part for: what a player of that instrument would
/// do with the chords that the others play.
///
/// Source    ours: a few habits of popular music (strummed and broken chords, roots and fifths,
///           held strings, backbeat drumming), one drawn for each part and varied.
/// Units     seconds of the clip.
/// Thread    safe.
#pragma once

#include <vector>

#include "core/rng.h"
#include "divisi/score.h"
#include "synth/band.h"
#include "synth/harmony.h"

namespace divisi::synth {

/// Notes within [0, duration_s), ordered by onset, in the instrument's comfortable range. Requires
/// chords, unless it is the drums.
Part invent_part(BandClass band_class, const std::vector<Chord>& chords, const BeatGrid& grid,
                 double duration_s, core::Rng& rng);

}  // namespace divisi::synth

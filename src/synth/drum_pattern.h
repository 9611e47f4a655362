/// Random drumming: grooves, fills and hits out of any order.
///
/// Source    ours. Half follows the habits of popular drumming, half does not: a network must not
///           be able to guess a hit from where hits usually are.
/// Units     seconds of the clip.
/// Thread    safe.
#pragma once

#include <vector>

#include "core/rng.h"
#include "divisi/score.h"

namespace divisi::synth {

/// By onset, then key.
void sort_hits(std::vector<Note>& hits);

/// Hits on General MIDI keys over [0, duration_s), ordered by onset. Offsets are nominal.
std::vector<Note> draw_drumming(double duration_s, core::Rng& rng);

}  // namespace divisi::synth

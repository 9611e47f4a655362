/// Random playing of hand percussion: what sounds beside a drum kit, or without one.
///
/// Source    ours. Each player repeats a bar of one kind of instrument, not quite the same each
/// time. Units     seconds of the clip. Thread    safe.
#pragma once

#include <vector>

#include "core/rng.h"
#include "divisi/score.h"

namespace divisi::synth {

/// Hits on General MIDI keys over [0, duration_s), ordered by onset. Offsets are nominal.
std::vector<Note> draw_percussion(double duration_s, core::Rng& rng);

}  // namespace divisi::synth

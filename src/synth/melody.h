/// Random melodies: walks in a scale with rests, repetitions, runs, leaps and ornaments.
///
/// Source    ours.
/// Thread    safe.
#pragma once

#include <vector>

#include "core/rng.h"
#include "divisi/score.h"

namespace divisi::synth {

struct MelodyOptions {
  double duration_s = 25.0;
  int lowest = 55;
  int highest = 79;
};

/// One note at a time, none shorter than 60 ms, all within the range.
std::vector<Note> make_melody(const MelodyOptions& options, core::Rng& rng);

}  // namespace divisi::synth

/// What an instrument's body, its player and its place make of a sound: resonances that stay where
/// they are whatever is played, and a tilt.
///
/// Why       two players of one recorded instrument sound alike to the sample, which no two
///           instruments do; and who learns from few recorded instruments learns them by heart.
/// Source    ours.
/// Units     decibels, Hz.
#pragma once

#include <vector>

#include "core/rng.h"
#include "synth/clip.h"
#include "synth/spectrum.h"

namespace divisi::synth {

struct Body {
  std::vector<Resonance> resonances = {};
  double tilt_db = 0.0;  ///< above 1500 Hz over below 300 Hz
};

Body draw_body(core::Rng& rng);

/// Changes `sound` in place. Silence stays silence.
void resound(Signal& sound, const Body& body);

}  // namespace divisi::synth

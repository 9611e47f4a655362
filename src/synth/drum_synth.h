/// Synthesised drums, a new kit at each call: what drum machines and electronic kits sound like.
///
/// Source    The circuits of the classic drum machines, in outline: a kick is a sine whose pitch
///           falls, with a click; a snare two damped tones and filtered noise; hi-hats and cymbals
///           six inharmonic square waves and noise through a high-pass (the TR-808's six
///           oscillators); toms are kicks tuned higher; a clap is a few bursts of noise.
/// Thread    safe.
#pragma once

#include "core/rng.h"
#include "synth/drum_kit.h"

namespace divisi::synth {

/// Kick, snare, side stick, clap, three toms, three hi-hats, crash, ride, bell, cowbell, shaker and
/// tambourine, with random pitches, decays and noises.
DrumKit draw_synthetic_kit(core::Rng& rng);

}  // namespace divisi::synth

/// An echo in time with the music: what is played comes back, each time softer and darker.
///
/// The direct sound stays where it was; labels name the played notes only.
///
/// Source    ours: a delay line with feedback through a one-pole low-pass.
/// Units     seconds, decibels; full scale is 1.
#pragma once

#include "core/rng.h"
#include "synth/clip.h"

namespace divisi::synth {

struct Echo {
  double delay_s = 0.375;
  double first_db = -8.0;     ///< the first echo against the direct sound
  double feedback = 0.4;      ///< each further one against the one before, amplitude, below 1
  double treble_hz = 4000.0;  ///< each time round, what is above is damped
};

/// A delay of half, two thirds, three quarters or one beat, brought to 0.12 to 0.8 s by octaves.
Echo draw_echo(double beat_s, core::Rng& rng);

/// Changes `sound` in place; it keeps its length.
void add_echo(Signal& sound, const Echo& echo);

}  // namespace divisi::synth

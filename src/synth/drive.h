/// An overdriven amplifier: what makes a chord on an electric guitar more than its notes.
///
/// A saturating curve adds partials of each note and the sums and differences of all notes'
/// partials; then the loudspeaker's cabinet takes the top away. Onsets stay where they are.
///
/// Source    ours; the curve is tanh(gain x + bias), less its mean, at four times the rate, so that
///           what it adds above half the rate does not fold back.
/// Units     decibels; full scale is 1.
#pragma once

#include "core/rng.h"
#include "synth/clip.h"

namespace divisi::synth {

struct Drive {
  double gain_db = 20.0;       ///< of the loudest sample before the curve, over its knee
  double bias = 0.0;           ///< shifts the curve: even partials
  double cabinet_hz = 4500.0;  ///< where the loudspeaker begins to fall off
  double clean_share = 0.0;    ///< of the sound that goes past the amplifier, 0 to 1
};

/// From a warm edge to distortion.
Drive draw_drive(core::Rng& rng);

/// Changes `sound` in place; its peak stays. Silence stays silence.
void overdrive(Signal& sound, const Drive& drive);

}  // namespace divisi::synth

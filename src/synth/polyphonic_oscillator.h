/// A simple synthesiser: one spectrum, one envelope, as many notes at once as are written.
///
/// Source    ours (attack, decay, sustain, release).
#pragma once

#include <vector>

#include "core/rng.h"
#include "divisi/score.h"
#include "synth/clip.h"
#include "synth/spectrum.h"

namespace divisi::synth {

struct Envelope {
  double attack_s = 0.01;
  double decay_s = 0.3;     ///< time constant of the fall to the sustain level
  double sustain = 0.7;     ///< 0: dies away by itself
  double release_s = 0.08;  ///< to -26 dB
  double tuning_cents = 0.0;
  double vibrato_cents = 0.0;
  double vibrato_hz = 5.0;
};

Envelope draw_envelope(core::Rng& rng);
/// One that swells and stays.
Envelope draw_pad_envelope(core::Rng& rng);

/// Adds the notes to `out`. Labels end at release, or when the note has died to -40 dB.
std::vector<Note> render_polyphonic(const std::vector<Note>& notes, const Spectrum& spectrum,
                                    const Envelope& envelope, core::Rng& rng, Signal& out);

}  // namespace divisi::synth

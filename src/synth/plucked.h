/// Struck and plucked sounds: a sum of dying partials for each note, any number of notes at once.
///
/// Source    ours; stretched partials f_k = k f0 sqrt(1 + B k^2) as on stiff strings (Fletcher
///           1964), comb by the place where the string is struck.
#pragma once

#include <vector>

#include "core/rng.h"
#include "divisi/score.h"
#include "synth/clip.h"

namespace divisi::synth {

struct PluckedTimbre {
  double tilt_db_per_octave = -7.0;
  double decay_s = 3.0;           ///< to -60 dB, fundamental of middle C
  double decay_per_octave = 0.6;  ///< times, for each octave up
  double partial_damping = 0.6;   ///< how much sooner high partials die
  double inharmonicity = 1e-4;    ///< B
  double pluck_place = 0.2;       ///< of the string's length
  double velocity_tilt_db = 6.0;  ///< per octave, between soft and hard
  double release_s = 0.08;        ///< to -60 dB after the key is up
  double attack_s = 0.002;
  double knock = 0.02;  ///< level of the noise of the blow
  double tuning_cents = 0.0;
};

PluckedTimbre draw_plucked(core::Rng& rng);

/// Adds the notes to `out`. Labels end at the key's release, or when the note is 40 dB down.
std::vector<Note> render_plucked(const std::vector<Note>& notes, const PluckedTimbre& timbre,
                                 core::Rng& rng, Signal& out);

}  // namespace divisi::synth

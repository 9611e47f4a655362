/// What the notes alone lead one to expect: spectra, and how they come and go.
///
/// A pitched note: ridges at its harmonics, as wide as the transform's main lobe and a little of
/// mistuning and vibrato that grows with the harmonic's number, falling with that number, and
/// nothing between them. It rises at the onset, decays slowly, and rings
/// after its offset. A drum: the band of its class (kick low, hi-hat high), decaying from the
/// stroke.
///
/// Source    harmonic comb models of score-informed separation (Ewert & Mueller 2012; Duan & Pardo
///           2011, section III).
/// Units     powers; 1: a fundamental, or the band in which a drum is loudest.
/// Errors    none. Notes of any pitch and length are allowed.
/// Thread    safe.
#pragma once

#include <array>

#include "divisi/score.h"
#include "separate/share_grid.h"

namespace divisi::separate {

using BandProfile = std::array<float, kBands>;

/// Power over bands of one note of full velocity; `lobe_hz` is the width of the window's main lobe.
BandProfile harmonic_profile(double f0_hz, double lobe_hz);
BandProfile drum_profile(int key_midi);

/// Power factor of a note or stroke at a time, 0 to 1, smeared over half a window.
double note_envelope(const Note& note, double time_s, double window_s);
double stroke_envelope(const Note& stroke, double decay_s, double time_s, double window_s);

/// How long a key's strokes ring, and when nothing is left of a note or of what decays so fast.
double stroke_decay_s(int key_midi);
double note_end_s(const Note& note);
double stroke_end_s(const Note& stroke, double decay_s, double window_s);

}  // namespace divisi::separate

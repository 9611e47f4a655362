/// The timbre of a harmonic source: how strong each harmonic is, for a pitch, effort and vowel.
///
/// Source    ours: source and filter (Fant 1960). The formant tables are the averages of Peterson
///           and Barney 1952 for men, women and children, with upper formants by tube length.
/// Units     Hz, decibels.
#pragma once

#include <array>
#include <vector>

#include "core/rng.h"

namespace divisi::synth {

struct Resonance {
  double centre_hz = 500.0;
  double bandwidth_hz = 80.0;
  double gain_db = 12.0;
};

/// What stands before the filters.
enum class Wave { tilted, pulse, triangle, fm };

struct Spectrum {
  Wave wave = Wave::tilted;
  double tilt_db_per_octave = -6.0;        ///< at effort 0.5
  double effort_tilt_db_per_octave = 4.0;  ///< how much flatter at full effort than at none
  double pulse_width = 0.5;
  double even_db = 0.0;                        ///< gain of even harmonics
  std::vector<double> harmonic_db;             ///< fixed gains of the first harmonics
  std::vector<Resonance> resonances;           ///< fixed in Hz: body, bore, bell
  std::vector<std::vector<Resonance>> vowels;  ///< the contour's colour runs through these
  double low_pass_hz = 20000.0;                ///< 12 dB/octave, moved by effort
  double floor_db = -60.0;                     ///< resonances never damp below this
  int unison = 1;
  double unison_cents = 0.0;
  double fm_ratio = 1.0;
  double fm_index = 2.0;               ///< at full effort
  std::vector<Resonance> noise_bands;  ///< shape of the continuous noise

  /// Amplitudes [harmonic], those of the first `count`, of about unit energy.
  void amplitudes(double f0_hz, double effort, double colour, std::size_t count,
                  std::vector<float>& out) const;
};

/// What a synthesiser's sound begins with.
enum class OscillatorShape { pulse, triangle, fm, harmonic, pad };

Spectrum draw_oscillator(core::Rng& rng);
/// A pad is a soft harmonic spectrum of several detuned voices.
Spectrum draw_oscillator(OscillatorShape shape, core::Rng& rng);
Spectrum draw_voice(core::Rng& rng, double middle_pitch_midi);
Spectrum draw_bowed(core::Rng& rng);
Spectrum draw_reed(core::Rng& rng);
Spectrum draw_flute(core::Rng& rng);
Spectrum draw_brass(core::Rng& rng);

}  // namespace divisi::synth

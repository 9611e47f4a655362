/// What the notes alone lead one to expect: energy over bands and time, for each part.
///
/// A pitched note: ridges at its harmonics, as wide as the transform's main lobe and a little of
/// mistuning and vibrato that grows with the harmonic's number, falling with that number; and
/// between them a little breath and bow. It rises at the onset, decays slowly, and rings
/// after its offset. A drum: the band of its class (kick low, hi-hat high), decaying from the
/// stroke.
///
/// Source    harmonic comb models of score-informed separation (Ewert & Mueller 2012; Duan & Pardo
///           2011, section III), here with a fixed comb.
/// Shapes    expectation of a frame: [P, kBands], power.
/// Units     1: a sine as loud as a note of full velocity.
/// Errors    none. Notes of any pitch, length and order are allowed.
/// Thread    one thread for each object: it remembers which notes sound.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "divisi/grid.h"
#include "divisi/score.h"
#include "separate/share_grid.h"

namespace divisi::separate {

using BandProfile = std::array<float, kBands>;

/// Power over bands of one note of full velocity; `lobe_hz` is the width of the window's main lobe.
BandProfile harmonic_profile(int pitch_midi, double lobe_hz);
BandProfile drum_profile(int key_midi);

/// Power factor of a note or stroke at a time, 0 to 1, smeared over half a window.
double note_envelope(const Note& note, double time_s, double window_s);
double stroke_envelope(const Note& stroke, double time_s, double window_s);

class Expectation {
 public:
  /// `parts` must outlive this.
  Expectation(const std::vector<Part>& parts, const features::StftSpec& spec, int sample_rate_hz);

  /// Power at the frame centred on `time_s`, into [P, kBands]. Fast when times rise.
  void at(double time_s, float* power);

 private:
  /// The notes of one part by onset, and those of them that sound.
  struct Sounding {
    std::vector<const Note*> by_onset;
    std::vector<double> ends_s;  ///< when nothing is left of each
    std::vector<std::size_t> active;
    std::size_t next = 0;
  };

  void advance(Sounding& sounding, double time_s) const;
  void restart();

  const std::vector<Part>& parts_;
  double window_s_;
  double before_s_;                            ///< notes are seen so long before their onset
  std::vector<BandProfile> pitched_, struck_;  ///< [128]
  std::vector<Sounding> sounding_;
  double last_s_;
};

}  // namespace divisi::separate

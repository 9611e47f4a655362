/// A stretch of a written piece for a band, with its beats.
///
/// Source    ours.
/// Units     seconds of the clip.
/// Errors    those of reading a score; invalid_argument: no score of the library has pitched notes.
/// Thread    safe.
#pragma once

#include <string>
#include <vector>

#include "core/rng.h"
#include "divisi/error.h"
#include "synth/harmony.h"
#include "synth/score_library.h"

namespace divisi::synth {

struct BandStretch {
  std::string score;  ///< its file
  double tempo_scale = 1.0;
  int transpose_semitones = 0;
  std::vector<Part> parts;
  BeatGrid grid{{0.0, 1.0}};
};

/// A random stretch of a random score, transposed and stretched as a whole. A score shorter than
/// the stretch is played again from its beginning, on its next fourth beat.
Expected<BandStretch> draw_band_stretch(const ScoreLibrary& library, double duration_s,
                                        core::Rng& rng);

/// The parts of `score`, from its beginning again and again until `end_s`; the beats go with them.
std::vector<Part> repeat_score(const Score& score, double end_s, std::vector<double>& beats_s);

}  // namespace divisi::synth

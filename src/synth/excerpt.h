/// A stretch of a written piece, made ready to be played.
///
/// Source    ours.
/// Units     seconds of the clip: 0 is where the recording starts.
/// Thread    safe.
#pragma once

#include <vector>

#include "core/rng.h"
#include "divisi/score.h"
#include "synth/fluid_renderer.h"

namespace divisi::synth {

struct ExcerptOptions {
  double duration_s = 25.0;
  double slowest = 0.7;  ///< tempo scale, as written = 1
  double fastest = 1.4;
  int transpose_semitones = 6;  ///< at most so far up or down
};

/// The notes that begin from `start_s` (written time) on, for `duration_s` of played time. Parts
/// without any are left out.
std::vector<Part> cut_stretch(const std::vector<Part>& all, double start_s, double tempo_scale,
                              double duration_s);

/// A random stretch of `score`, transposed and stretched as a whole. Only notes that begin inside
/// it; parts without any are left out. Empty when the score has too few notes to speak of.
std::vector<Part> cut_excerpt(const Score& score, const ExcerptOptions& options, core::Rng& rng);

/// How a player departs from the page; draw_performance() draws one for each part.
struct Performance {
  double onset_jitter_s = 0.01;
  double length_factor = 0.95;  ///< of the written length; > 1 overlaps
  double base_velocity = 75.0;
  double velocity_walk = 4.0;  ///< deviation of each step of the phrase's loudness
  double velocity_jitter = 4.0;
  double accent_probability = 0.1;
  double spread_s = 0.0;  ///< from the lowest to the next note of a chord
};
Performance draw_performance(bool plays_chords, core::Rng& rng);

/// Bends the time of all parts together: a slowly drifting tempo.
void drift_tempo(std::vector<Part>& parts, double depth, core::Rng& rng);

/// Plays one part: moves, lengthens and colours its notes. Afterwards no two notes of one pitch
/// overlap, and all lie within [0, duration_s].
void humanise(Part& part, const Performance& performance, double duration_s, core::Rng& rng);

/// Pedalling in the habit of pianists: down after a chord begins, up at a later one.
std::vector<PedalSpan> draw_pedals(const Part& part, core::Rng& rng);

/// For sources without a pedal of their own: notes held by it last until it is released.
void hold_by_pedal(std::vector<Note>& notes, const std::vector<PedalSpan>& pedals,
                   double duration_s);

/// Orders by onset and pitch; shortens notes that run into the next of their own pitch, and drops
/// those that would be shorter than 20 ms.
void tidy_notes(std::vector<Note>& notes, double duration_s);

/// The most notes that sound at once.
int largest_polyphony(const Part& part);

}  // namespace divisi::synth

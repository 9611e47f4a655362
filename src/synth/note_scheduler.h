/// Notes that cover pitch and time evenly instead of making music.
///
/// Source    the note scheduler of the timbre-adaptive transcription code (2024): a bag of pitches,
///           durations and gaps from truncated normal laws, extra notes at clashing intervals.
/// Units     frames of 256 samples at 22050 Hz.
/// Thread    one scheduler for each thread.
/// Deviates  the bag is a fixed sequence for each seed and a piece starts at a place of it, so that
///           pieces can be made in any order and still cover all pitches between them.
#pragma once

#include <cstdint>
#include <vector>

#include "core/rng.h"

namespace divisi::synth {

inline constexpr double kSchedulerFrame_s = 256.0 / 22050.0;

struct SchedulerOptions {
  double shortest_frames = 4;
  double longest_frames = 135;
  double mean_frames = 32;
  double gap_location_frames = -4;      ///< negative: neighbours tend to overlap
  double near_probability = 0.53;       ///< next note is the nearest of nine
  double polyphony_probability = 0.23;  ///< .18 for separation
  double clash_probability = 0.85;      ///< an extra note is 4, 5, 7 or 12 semitones away
  std::vector<double> octave_weights = {1, 3, 5, 6, 5, 3, 1};  ///< from C1 (24) up
};

struct ScheduledNote {
  int pitch_midi = 0;
  int start_frame = 0;
  int frame_count = 0;
};

class NoteScheduler {
 public:
  /// Begins at place `position` of the bag's sequence for `seed`.
  NoteScheduler(const SchedulerOptions& options, std::uint64_t seed, std::uint64_t position);

  /// One piece, ordered by start. Two notes of one pitch never overlap. What the piece leaves in
  /// the bag, the next one takes.
  std::vector<ScheduledNote> make_piece(int frame_count, core::Rng& rng);

 private:
  class Roll;  ///< which cells of the piece are taken
  int pop();
  void refill();
  int choose_next(int previous_pitch, core::Rng& rng);
  int draw_length(core::Rng& rng) const;
  int draw_gap(int previous_frames, core::Rng& rng) const;
  void add_clashes(Roll& roll, std::vector<ScheduledNote>& triggers, core::Rng& rng);
  bool triggers_polyphony(int frame_count, core::Rng& rng) const;

  SchedulerOptions options_;
  std::uint64_t seed_;
  std::uint64_t bag_number_ = 0;
  std::vector<int> bag_;
  std::vector<int> held_back_;  ///< candidates for a near note, already out of the bag
};

}  // namespace divisi::synth

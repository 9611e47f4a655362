/// An instrument of another size: played higher and faster than it is written, on tape, which then
/// runs slower; or the other way round.
///
/// Pitches and times come out as written; formants, attacks, vibrato and breath move by the tape's
/// speed. A violin becomes nearly a viola, and one that nobody recorded.
///
/// Source    ours.
#pragma once

#include <vector>

#include "divisi/score.h"
#include "synth/clip.h"
#include "synth/fluid_renderer.h"

namespace divisi::synth {

class Tape {
 public:
  /// `semitones` by which it is played higher than it is to sound.
  explicit Tape(int semitones);

  /// What to play, in the time in which it is played.
  std::vector<Note> to_play(std::vector<Note> notes) const;
  std::vector<PedalSpan> to_play(std::vector<PedalSpan> pedals) const;
  double time_to_play(double time_s) const { return time_s / speed_; }

  /// What was played so, as it sounds: `length` samples at kRateHz.
  Signal as_it_sounds(const Signal& played, std::size_t length) const;
  std::vector<Note> as_they_sound(std::vector<Note> notes) const;

 private:
  int semitones_;
  double speed_;  ///< of playing, over that of sounding
};

}  // namespace divisi::synth

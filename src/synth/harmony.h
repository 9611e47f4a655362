/// What chords a stretch of music is made of, for players who have no part of their own in it.
///
/// Source    ours: the chord whose tones hold most of the sounding time of two beats (templates, as
///           Fujishima 1999), with a preference for the lowest note as its root.
/// Units     seconds of the clip; pitch classes 0 (C) to 11.
/// Thread    safe.
#pragma once

#include <vector>

#include "divisi/score.h"

namespace divisi::synth {

/// Where the beats of a stretch fall: at least two, in order, from before its start to after its
/// end.
class BeatGrid {
 public:
  explicit BeatGrid(std::vector<double> beats_s) : beats_s_(std::move(beats_s)) {}
  /// The beats of a score by its tempo, from its beginning to after `end_s`.
  static std::vector<double> beats_of(const Score& score, double end_s);

  std::size_t size() const { return beats_s_.size(); }
  /// Beats may be fractions; beyond the last one they go on at its pace.
  double time_s(double beat) const;

 private:
  std::vector<double> beats_s_;
};

struct Chord {
  int first_beat = 0;      ///< of its two
  std::vector<int> tones;  ///< pitch classes, the root first
  int root() const { return tones.front(); }
};

/// One for each two beats. Where nothing sounds, the chord before goes on; empty when no pitched
/// note sounds at all.
std::vector<Chord> hear_chords(const std::vector<Part>& parts, const BeatGrid& grid);

}  // namespace divisi::synth

/// The beat of a performance, from nothing but its notes.
///
/// How long a beat lasts is where the distances between onsets pile up (a comb over the histogram
/// of distances, with a preference for tempi around 120); where the beats lie is then found by
/// dynamic programming, which weighs "there is an onset here" against "beats are even".
///
/// Source    D. P. W. Ellis, "Beat Tracking by Dynamic Programming", J. New Music Research 36
///           (2007), sections 2 and 3.
/// Deviates  the onset strength is built from notes instead of a spectrogram, and the period from
///           distances between onsets instead of an autocorrelation of it.
/// Units     seconds.
/// Thread    safe.
#pragma once

#include <vector>

#include "divisi/score.h"

namespace divisi::score {

struct BeatGrid {
  std::vector<double> beats_s;      ///< rising; the first at or before the first note, at least 2
  double beats_per_minute = 120.0;  ///< typical
  int beats_per_bar = 4;            ///< 3 or 4
  int first_downbeat = 0;           ///< index of a beat that begins a bar, < beats_per_bar
  double confidence = 0.0;          ///< 0 to 1: how much the onsets agree with an even beat
  bool is_guess = true;             ///< no beat was found: these are 120 bpm from the first note on

  /// Position of a time in beats; beyond both ends the grid goes on evenly.
  double position(double time_s) const;
};

/// Never fails: with few or uneven onsets the result says `is_guess`.
BeatGrid estimate_beats(const Score& score);

/// A tempo map under which every beat of the grid falls on a quarter note, to within 20 ms; as few
/// changes as that allows. Before the first beat a beat or so is stretched to fit.
std::vector<TempoChange> tempo_map(const BeatGrid& grid);

}  // namespace divisi::score

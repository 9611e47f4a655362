/// How well the pitches that sound at each moment were found.
///
/// Source    mir_eval.multipitch (Raffel et al. 2014) after Bay, Ehmann and Downie 2009, and
///           Poliner and Ellis 2007 for the errors. Agrees with mir_eval's fixtures to 1e-9.
/// Units     seconds and Hz; two pitches agree when they are at most half a semitone apart.
/// Thread    safe.
/// Deviates  mir_eval refuses frequencies outside 20 to 5000 Hz and times that do not rise; here
///           the first are counted and the second are the caller's precondition.
#pragma once

#include <vector>

namespace divisi::eval {

/// Times in rising order, and the frequencies that sound at each; none is silence.
struct PitchSeries {
  std::vector<double> time_s;
  std::vector<std::vector<double>> frequencies_hz;  ///< as many as times; each > 0
};

/// Sums over all frames. Errors are fractions of the number of reference pitches.
struct MultipitchScores {
  double precision = 0.0;
  double recall = 0.0;
  double accuracy = 0.0;
  double substitution_error = 0.0;
  double miss_error = 0.0;
  double false_alarm_error = 0.0;
  double total_error = 0.0;
};

struct MultipitchResult {
  MultipitchScores pitch;
  MultipitchScores chroma;  ///< octaves forgiven
};

/// An estimate on other times than the reference is taken at the nearest of its own times; it says
/// nothing outside them.
MultipitchResult score_multipitch(const PitchSeries& reference, const PitchSeries& estimate);

/// `series` at other times, by nearest neighbour; silence outside its own.
PitchSeries resample_pitches(const PitchSeries& series, const std::vector<double>& time_s);

}  // namespace divisi::eval

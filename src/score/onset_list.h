/// The onsets of a score as one list: what the beat is estimated from.
#pragma once

#include <vector>

#include "divisi/score.h"

namespace divisi::score {

/// Notes that begin together.
struct Onset {
  double time_s = 0.0;
  double weight = 0.0;  ///< how much it speaks for a beat: louder, lower, longer notes and chords
};

/// In order of time; notes within 40 ms are one onset. Notes that are none are left out.
std::vector<Onset> collect_onsets(const Score& score);

/// How much the distances between onsets favour each beat length.
struct PeriodEstimate {
  double period_s = 0.5;
  double contrast = 0.0;  ///< 0: no length is better than others; 1: no other length is possible
};

/// Between 50 and 200 beats a minute.
PeriodEstimate estimate_period(const std::vector<Onset>& onsets);

}  // namespace divisi::score

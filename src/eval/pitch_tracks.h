/// How near notes are to the pitch that is sung or played, from moment to moment.
///
/// Source    ours, after the raw pitch accuracy of melody extraction (Salamon et al. 2014): at each
///           moment of the reference's fundamental frequencies the note that sounds then and whose
///           key is nearest, if that is less than a semitone away. Which notes there are is
///           measured elsewhere (eval/notes.h); here, how they bend.
/// Units     cents.
/// Thread    safe.
#pragma once

#include <vector>

#include "core/annotation.h"
#include "divisi/score.h"

namespace divisi::eval {

struct PitchTrackScore {
  long moments = 0;              ///< that were compared
  double mean_cents = 0.0;       ///< absolute distance, mean over the moments
  double within_25_cents = 0.0;  ///< share of the moments
};

/// Percussion is passed over. All 0 where no note sounds near a track.
PitchTrackScore score_pitch_tracks(const std::vector<core::PitchTrack>& reference,
                                   const Score& estimate);

}  // namespace divisi::eval

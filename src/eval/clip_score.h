/// All figures for one clip: what a table of results has in one row.
///
/// Source    The definitions of the published peers' comparison: frames on 10 ms and 32 ms grids
///           (eval/piano_roll.h), micro average precision (eval/average_precision.h), notes within
///           50 ms and 50 cents, with offsets within 20 % or 50 ms (eval/notes.h). Percussion is
///           left out of both sides, by the source's label.
/// Thread    safe.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/annotation.h"
#include "eval/average_precision.h"
#include "eval/posterior.h"

namespace divisi::eval {

/// What a model says about one clip.
struct Estimate {
  std::vector<core::AnnotatedNote> notes;
  std::optional<Posterior> posterior;
};

/// Figures by key; one that is not defined for a clip (average precision without posteriors,
/// velocity without velocities) is absent. The keys:
///   frame10_P _R _F1 _acc, frame32_...   frames of notes
///   AP10, AP32                           average precision of posteriors
///   post10_F1, post32_F1                 posteriors at the model's own threshold
///   best10_F1, best10_thr, best32_...    posteriors at the best threshold of that clip
///   note_on_P _R _F1 _overlap            onset and pitch
///   note_onoff_...                       and offset
///   note_onvel_..., note_onoffvel_...    and velocity, where both sides have velocities
///   n_ref, n_est                         number of notes
struct ClipScore {
  std::string id;
  std::string group;
  std::map<std::string, double> figures;
  std::vector<CurvePoint> curve;  ///< at curve_thresholds(), 10 ms frames; empty without posteriors
};

/// Thresholds 0.01 to 0.99, at which curves of different clips can be averaged.
const std::vector<double>& curve_thresholds();

/// Requires: both sides sorted (core::sort_notes), as readers return them.
ClipScore score_clip(const std::vector<core::AnnotatedNote>& reference, const Estimate& estimate);

}  // namespace divisi::eval

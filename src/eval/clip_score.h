/// All figures for one clip: what a table of results has in one row.
///
/// Source    The definitions of the published peers' comparison: frames on 10 ms and 32 ms grids
///           (eval/piano_roll.h), micro average precision (eval/average_precision.h), notes within
///           50 ms and 50 cents, with offsets within 20 % or 50 ms (eval/notes.h). Percussion is
///           left out of both sides, by the source's label, but for figures of drums.
/// Thread    safe.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/annotation.h"
#include "eval/average_precision.h"
#include "eval/note_streams.h"
#include "eval/posterior.h"

namespace divisi::eval {

/// What a model says about one clip.
struct Estimate {
  std::vector<core::AnnotatedNote> notes;
  std::optional<Posterior> posterior;
  std::optional<Score> score = {};  ///< the notes once more, as they bend; of notes.json, or heard
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
///   parts_ref _est                       number of sources
///   parts_count_right _count_near        1 where that is right, or off by at most one; else 0
///   parts_macro _micro _note_macro _label_acc   sources told apart (eval/note_streams.h), where
///   the
///                                        reference has several
///   one_macro ..., bands_macro ...       the same for all notes in one source, and for as many
///                                        bands of pitch as the reference has sources
///   drums_ref, drums_est                 number of hits of kick, snare and hi-hat
///   drums_P _R _F1, drums_tp _fp _fn     those hits (eval/drums.h), where the reference has some
///   drums_kick_F1 _tp _fp _fn, drums_snare_..., drums_hi-hat_..., drums_tom_..., drums_cymbal_...,
///   drums_other_...                      class by class
///   drums_keys_F1                        all percussion, each key by itself
///   pitch_moments _cents _25             moments of the reference's fundamental frequencies, how
///                                        far the notes are from them, share within 25 cents
///                                        (eval/pitch_tracks.h)
///   drums_pooled_F1, drums_kick_pooled_F1 ...   of groups only: all hits of its clips together
struct ClipScore {
  std::string id;
  std::string group;
  std::map<std::string, double> figures;
  std::vector<SourceScore> sources;  ///< of the reference, where it has several
  std::vector<CurvePoint> curve;  ///< at curve_thresholds(), 10 ms frames; empty without posteriors
};

/// Thresholds 0.01 to 0.99, at which curves of different clips can be averaged.
const std::vector<double>& curve_thresholds();

/// Requires: both sides sorted (core::sort_notes), as readers return them.
ClipScore score_clip(const core::Annotation& reference, const Estimate& estimate);

}  // namespace divisi::eval

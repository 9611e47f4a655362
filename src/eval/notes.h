/// How well whole notes were found: onset, pitch, and where asked for offset and velocity.
///
/// Source    mir_eval.transcription and mir_eval.transcription_velocity (Raffel et al. 2014), after
///           MIREX "note tracking" and, for velocity, Hawthorne et al. 2018, section 5.
///           Agrees with mir_eval's fixtures to 1e-9.
/// Units     seconds, Hz, cents.
/// Requires  each note has offset_s > onset_s and frequency_hz > 0.
/// Thread    safe.
#pragma once

#include <optional>
#include <vector>

#include "core/annotation.h"
#include "match/bipartite.h"

namespace divisi::eval {

struct TimedPitch {
  double onset_s = 0.0;
  double offset_s = 0.0;
  double frequency_hz = 0.0;
  double velocity = core::kUnknownVelocity;
};

struct NoteTolerance {
  double onset_s = 0.05;
  double pitch_cents = 50.0;
  /// An offset may be this fraction of the reference's duration away; none: offsets do not count.
  std::optional<double> offset_ratio = 0.2;
  double offset_min_s = 0.05;  ///< but always as much as this
  /// Largest distance of velocities once both are brought to [0, 1]; none: they do not count.
  std::optional<double> velocity;
};

/// Onset and pitch decide, offsets do not.
NoteTolerance onset_and_pitch();

struct NoteScores {
  double precision = 0.0;
  double recall = 0.0;
  double f1 = 0.0;
  double average_overlap = 0.0;  ///< of matched notes: shared time / time spanned by the two
};

/// The largest set of pairs that agree; `left` is the estimate's index, `right` the reference's.
std::vector<match::Edge> match_notes(const std::vector<TimedPitch>& reference,
                                     const std::vector<TimedPitch>& estimate,
                                     const NoteTolerance& tolerance);

/// The largest set of pairs whose onsets agree, whatever the pitch.
std::vector<match::Edge> match_onsets(const std::vector<TimedPitch>& reference,
                                      const std::vector<TimedPitch>& estimate, double tolerance_s);

/// All 0 when either side has no notes.
NoteScores score_notes(const std::vector<TimedPitch>& reference,
                       const std::vector<TimedPitch>& estimate, const NoteTolerance& tolerance);

/// The same where onsets alone, or offsets alone, have to agree, whatever the pitch
/// (`average_overlap` is not defined and stays 0).
NoteScores score_onsets(const std::vector<TimedPitch>& reference,
                        const std::vector<TimedPitch>& estimate, double tolerance_s = 0.05);
NoteScores score_offsets(const std::vector<TimedPitch>& reference,
                         const std::vector<TimedPitch>& estimate,
                         const NoteTolerance& tolerance = {});

std::vector<TimedPitch> to_timed_pitches(const std::vector<core::AnnotatedNote>& notes);

}  // namespace divisi::eval

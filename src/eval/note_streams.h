/// How well notes were told apart by who plays them, whatever the sources are called.
///
/// Source    the published peers' comparison of sources: each source is a piano roll on a 10 ms
/// grid
///           (eval/piano_roll.h); reference and estimated sources are paired so that the sum of
///           their frame F1 is largest (match/assignment.h); notes within 50 ms and 50 cents
///           (eval/notes.h). Agrees with that comparison to 1e-9 (tests/golden/note_streams).
/// Thread    safe.
/// Deviates  an estimate without any note scores 0, where that comparison leaves the clip out:
/// means
///           over clips must not gain by silence. A pair is reported only where the two share a
///           frame; that comparison pairs as many as it can.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/annotation.h"
#include "eval/counts.h"

namespace divisi::eval {

/// One source of the reference and the estimated one it was paired with.
struct SourceScore {
  std::string reference;
  std::optional<std::string> estimate;  ///< none: nobody was found for it
  Counts frames;                        ///< of the pair; all misses without one
  double frame_f1 = 0.0;
  double note_f1 = 0.0;  ///< onset and pitch
};

struct StreamScores {
  std::size_t reference_count = 0;  ///< sources
  std::size_t estimate_count = 0;
  double macro_f1 = 0.0;       ///< mean of frame_f1 over the reference's sources
  double micro_f1 = 0.0;       ///< of all frames: unpaired sources are misses, or false alarms
  double note_macro_f1 = 0.0;  ///< mean of note_f1
  /// Share of the notes that were found, whoever plays them, that carry the label of the right
  /// source; none where no note was found.
  std::optional<double> label_accuracy;
  std::vector<SourceScore> sources;  ///< in order of name
};

/// Requires: both sides sorted (core::sort_notes) and without percussion.
StreamScores score_streams(const std::vector<core::AnnotatedNote>& reference,
                           const std::vector<core::AnnotatedNote>& estimate);

/// The names of the sources that play, sorted.
std::vector<std::string> sources_of(const std::vector<core::AnnotatedNote>& notes);

}  // namespace divisi::eval

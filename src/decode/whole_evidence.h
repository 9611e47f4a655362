/// All the evidence of a recording, laid out so that its notes can be decided again and again.
///
/// What does not depend on the options is done once: values are brought into [0, 1] and rows are
/// put where every decision finds them, so that nothing is copied when notes are decided.
///
/// Cost      four floats for each cell, up to twice that (rows are a power of two).
/// Errors    as decode_notes().
/// Thread    safe: immutable once made.
#pragma once

#include <vector>

#include "decode/evidence_window.h"
#include "decode/tuning.h"
#include "divisi/evidence.h"
#include "divisi/options.h"
#include "divisi/score.h"

namespace divisi::decode {

class WholeEvidence {
 public:
  /// `evidence` is not needed afterwards.
  explicit WholeEvidence(const Evidence& evidence);

  /// Exactly what decode_notes() gives.
  std::vector<Note> notes(const DecodeOptions& options, const DecodeTuning& tuning = {}) const;

 private:
  FrameGrid frames_;
  PitchGrid pitches_;
  double duration_s_;
  EvidenceWindow window_;
};

}  // namespace divisi::decode

/// Evidence on its way from the network to the decoder, and kept where that is wanted.
///
/// Thread    one user at a time.
#pragma once

#include <vector>

#include "decode/evidence_window.h"
#include "divisi/error.h"
#include "divisi/evidence.h"
#include "divisi/options.h"
#include "divisi/score.h"
#include "engine/network_stage.h"

namespace divisi::engine {

/// As the decoder takes it.
decode::EvidenceRows rows_of(const NewEvidence& fresh);

class EvidenceKeeper {
 public:
  EvidenceKeeper(const FrameGrid& frames, const PitchGrid& pitches, bool is_wanted);

  void add(const NewEvidence& fresh, const TimbreCells& timbre, const TimbreCells& bends);
  /// What was heard of beginnings, some frames later.
  void add_instruments(const TimbreCells& cells);

  /// Rulers, duration and tuning always; maps when they were wanted.
  Evidence finish(double duration_s, double tuning_hz);

 private:
  Evidence evidence_;
  bool is_wanted_;
};

/// Errors: invalid_argument when the maps fit neither each other nor the pitches.
Expected<void> check_evidence(const Evidence& evidence);

/// A note that was found to begin a little before the stretch begins with it.
Note within_stretch(Note note, const FrameGrid& frames);

/// Requires: check_evidence() and check_decode_options() were content.
std::vector<Note> decide_again(const Evidence& evidence, const DecodeOptions& options);

}  // namespace divisi::engine

/// Notes from evidence as it arrives, in bounded memory.
///
/// The notes do not depend on how the rows are cut into pushes. A decision about row t reads rows
/// up to t + look_ahead_rows() (15 with the default tuning); a note is final some
/// ghost_head_frames behind its onset, once it has ended. Notes are handed out in order of onset,
/// then pitch, so a final note waits for those that began before it and still sound. What is kept
/// is a fixed window of evidence, the sounding notes and the waiting ones.
///
/// Shapes    rows [count, P] of each map, P = pitches.pitch_count.
/// Units     seconds of the recording, by the frame grid.
/// Errors    none that depend on the world. NaN is read as 0.
/// Thread    one user at a time.
#pragma once

#include <vector>

#include "decode/evidence_window.h"
#include "decode/row_decider.h"
#include "decode/rules.h"
#include "divisi/grid.h"
#include "divisi/options.h"
#include "divisi/score.h"

namespace divisi::decode {

class NoteDecoder {
 public:
  NoteDecoder(const FrameGrid& frames, const PitchGrid& pitches, const DecodeOptions& options,
              const DecodeTuning& tuning = {});

  /// Takes in the next rows; returns the notes whose turn came.
  std::vector<Note> push(const EvidenceRows& rows);

  /// The remaining notes, none of which lasts beyond `duration_s` (0 or less: the end of the last
  /// row). Rows centred more than a hop behind `duration_s` should not have been pushed. Nothing
  /// may be pushed afterwards.
  std::vector<Note> finish(double duration_s = 0.0);

  long look_ahead_rows() const { return rules_.look_ahead_rows; }

  /// No note that is still to come begins before this.
  double settled_s() const;

 private:
  FrameGrid frames_;
  Rules rules_;
  EvidenceWindow window_;
  RowDecider decider_;
};

}  // namespace divisi::decode

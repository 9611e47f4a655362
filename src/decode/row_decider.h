/// The decisions of the note decoder, row after row, over evidence that somebody else keeps.
///
/// Cost      a row at which nothing sounds and nothing begins costs two comparisons for each pitch.
/// Shapes    see decode/note_decoder.h, which says what is decided.
/// Errors    none.
/// Thread    one user at a time; the evidence may be read by others meanwhile.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "decode/evidence_window.h"
#include "decode/onset_order.h"
#include "decode/pitch_track.h"
#include "decode/rules.h"
#include "divisi/grid.h"
#include "divisi/score.h"

namespace divisi::decode {

class RowDecider {
 public:
  RowDecider(const FrameGrid& frames, const PitchGrid& pitches, const Rules& rules);

  /// Decides row `row`; calls must go through all rows in order. `window` holds the rows from
  /// rules.look_back_rows before to rules.look_ahead_rows behind it. The notes whose turn came are
  /// added to `out`.
  void decide(const EvidenceWindow& window, long row, std::vector<Note>& out);

  /// No note that becomes final from now on lasts longer.
  void end_at(double duration_s) { duration_s_ = duration_s; }

  /// The rows of silence behind the last row after which every note has ended and is final.
  long silent_rows() const;

  /// The notes that still wait for earlier ones.
  void release_all(std::vector<Note>& out);

  /// No note that is still to come begins before this, once `row` is decided.
  double settled_until_s(long row) const;

 private:
  void wake(const float* onset, const float* frame);
  void advance_tracks(const EvidenceWindow& window, long row);
  void mark_ghosts(const EvidenceWindow& window, long row);
  void mark_if_ghost(const EvidenceWindow& window, LiveNote& candidate, long row) const;
  void collect_final(long row);
  void add_final(const LiveNote& live);

  template <class Use>
  void for_each_note_of(int pitch, Use&& use) const;
  template <class Use>
  void for_each_busy(Use&& use) const;

  FrameGrid frames_;
  PitchGrid pitches_;
  Rules rules_;
  std::vector<PitchTrack> tracks_;
  std::vector<std::uint8_t> is_busy_;   ///< [P], rounded up to whole words: something sounds there
  std::vector<std::uint8_t> is_awake_;  ///< the same, or something may begin in this row
  std::vector<LiveNote> ended_;         ///< final in time, kept while they may be sources of ghosts
  OnsetOrder final_;
  double duration_s_ = std::numeric_limits<double>::infinity();
};

}  // namespace divisi::decode

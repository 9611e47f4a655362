/// One pitch along time: silent, gathering a run of frames, or sounding a note.
///
///   silent --- onset peak, frames follow ------------------> sounding
///   silent --- frames rise --> gathering --- long enough --> sounding
///   sounding -- frames fall, no more than a short dip -----> sounding
///   sounding -- frames fall, or an offset peak near -------> silent
///   sounding -- onset peak that is a new stroke -----------> sounding (the next note)
#pragma once

#include <optional>
#include <vector>

#include "decode/live_note.h"

namespace divisi::decode {

class PitchTrack {
 public:
  explicit PitchTrack(int pitch) : pitch_(pitch) {}

  /// Takes in row `row`; calls must go through all rows in order. Notes that end are added to
  /// `ended`. Notes of one track never overlap.
  void advance(const PitchView& seen, const Rules& rules, long row, std::vector<LiveNote>& ended);

  /// Nothing sounds and nothing is gathered: rows below all thresholds change nothing.
  bool is_idle() const { return !note_ && run_.rows == 0; }

  /// Where the note begins that sounds or may come of what is gathered, in rows; nullopt if none.
  std::optional<double> earliest_start() const;

  const std::optional<LiveNote>& note() const { return note_; }
  std::optional<LiveNote>& note() { return note_; }

 private:
  /// Frames above the threshold that no onset has explained so far.
  struct Run {
    NoteStart start;
    double frame_sum = 0.0;
    long rows = 0;
  };

  bool accepts(const PitchView& seen, const Rules& rules, const NoteStart& start) const;
  void strike(const PitchView& seen, const Rules& rules, const NoteStart& start,
              std::vector<LiveNote>& ended);
  void begin(NoteStart start, double frame_sum, long frame_rows, long last_sounding_row);
  void sound(const PitchView& seen, const Rules& rules, long row, std::vector<LiveNote>& ended);
  void gather(const PitchView& seen, const Rules& rules, long row);
  void end(double position, std::vector<LiveNote>& ended);

  int pitch_;
  std::optional<LiveNote> note_;
  Run run_;
  double silent_since_ = -1.0;  ///< the end of the latest note: no later one begins before it
};

}  // namespace divisi::decode

#include "decode/note_decoder.h"

#include <algorithm>

#include "core/check.h"

namespace divisi::decode {
namespace {

std::size_t window_rows(const Rules& rules) {
  return static_cast<std::size_t>(rules.look_back_rows + rules.look_ahead_rows + 1);
}

}  // namespace

NoteDecoder::NoteDecoder(const FrameGrid& frames, const PitchGrid& pitches,
                         const DecodeOptions& options, const DecodeTuning& tuning)
    : frames_(frames),
      rules_(make_rules(frames, options, tuning)),
      window_(window_rows(rules_), static_cast<std::size_t>(pitches.pitch_count)),
      decider_(frames, pitches, rules_) {}

std::vector<Note> NoteDecoder::push(const EvidenceRows& rows) {
  DIVISI_CHECK(window_.end_row() == kOpenEnd, "nothing may be pushed after finish()");
  std::vector<Note> out;
  for (std::size_t index = 0; index < rows.count; ++index) {
    window_.append(rows, index);
    const long row = window_.row_count() - 1 - rules_.look_ahead_rows;
    if (row >= 0) decider_.decide(window_, row, out);
  }
  return out;
}

std::vector<Note> NoteDecoder::finish(double duration_s) {
  DIVISI_CHECK(window_.end_row() == kOpenEnd, "finish() is called once");
  window_.close();
  const long row_count = window_.row_count();
  const double last_s = frames_.time_s(static_cast<double>(row_count) - 0.5);
  decider_.end_at(duration_s > 0.0 ? std::min(duration_s, last_s) : last_s);

  std::vector<Note> out;
  // Behind the last row lies silence: long enough for every note to end and to become final.
  const long silent_rows = decider_.silent_rows() + rules_.look_ahead_rows;
  for (long i = 0; i < silent_rows && row_count > 0; ++i) {
    window_.append_silence();
    const long row = window_.row_count() - 1 - rules_.look_ahead_rows;
    if (row >= 0) decider_.decide(window_, row, out);
  }
  decider_.release_all(out);
  return out;
}

double NoteDecoder::settled_s() const {
  return decider_.settled_until_s(std::max(0L, window_.row_count() - 1 - rules_.look_ahead_rows));
}

}  // namespace divisi::decode

#include "decode/whole_evidence.h"

#include <algorithm>

#include "core/check.h"
#include "decode/decode_notes.h"
#include "decode/row_decider.h"

namespace divisi::decode {
namespace {

/// More rows than any rules look before the first row or wait behind the last one.
constexpr std::size_t kSilentRows = 512;

}  // namespace

WholeEvidence::WholeEvidence(const Evidence& evidence)
    : frames_(evidence.frames),
      pitches_(evidence.pitches),
      duration_s_(evidence.duration_s),
      window_(rows_in_recording(evidence) + kSilentRows,
              static_cast<std::size_t>(evidence.pitches.pitch_count)) {
  const EvidenceRows rows = rows_of(evidence, 0, rows_in_recording(evidence));
  for (std::size_t row = 0; row < rows.count; ++row) window_.append(rows, row);
  window_.close();
}

std::vector<Note> WholeEvidence::notes(const DecodeOptions& options,
                                       const DecodeTuning& tuning) const {
  const Rules rules = make_rules(frames_, options, tuning);
  RowDecider decider(frames_, pitches_, rules);
  const long row_count = window_.row_count();
  const long last_row = row_count > 0 ? row_count + decider.silent_rows() : 0;
  DIVISI_CHECK(last_row + rules.look_ahead_rows + rules.look_back_rows <
                   row_count + static_cast<long>(kSilentRows),
               "silence lies behind the last row");
  const double last_s = frames_.time_s(static_cast<double>(row_count) - 0.5);
  std::vector<Note> out;
  for (long row = 0; row < last_row; ++row) {
    // As in NoteDecoder: the end is known once a decision looks beyond the last row.
    if (row + rules.look_ahead_rows >= row_count)
      decider.end_at(duration_s_ > 0.0 ? std::min(duration_s_, last_s) : last_s);
    decider.decide(window_, row, out);
  }
  decider.release_all(out);
  return out;
}

}  // namespace divisi::decode

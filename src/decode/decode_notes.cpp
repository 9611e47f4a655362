#include "decode/decode_notes.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "decode/note_decoder.h"

namespace divisi::decode {
namespace {

std::size_t row_count(const Evidence& evidence) {
  return std::max(
      {evidence.onset.rows, evidence.frame.rows, evidence.offset.rows, evidence.velocity.rows});
}

const float* rows_from(const Map2d& map, const Evidence& evidence, std::size_t first) {
  if (map.rows == 0) return nullptr;
  DIVISI_CHECK(map.rows == row_count(evidence), "all maps of the evidence cover the same frames");
  DIVISI_CHECK(map.columns == static_cast<std::size_t>(evidence.pitches.pitch_count),
               "a map of the evidence has a column for each pitch");
  DIVISI_CHECK(map.cells.size() == map.rows * map.columns, "a map holds rows x columns cells");
  return map.row(first);
}

}  // namespace

std::vector<Note> decode_notes(const Evidence& evidence, const DecodeOptions& options,
                               const DecodeTuning& tuning) {
  NoteDecoder decoder(evidence.frames, evidence.pitches, options, tuning);
  std::vector<Note> notes = decoder.push(rows_of(evidence, 0, rows_in_recording(evidence)));
  const std::vector<Note> last = decoder.finish(evidence.duration_s);
  notes.insert(notes.end(), last.begin(), last.end());
  return notes;
}

EvidenceRows rows_of(const Evidence& evidence, std::size_t first, std::size_t count) {
  DIVISI_CHECK(first + count <= row_count(evidence), "the rows lie within the evidence");
  return {rows_from(evidence.onset, evidence, first), rows_from(evidence.frame, evidence, first),
          rows_from(evidence.offset, evidence, first),
          rows_from(evidence.velocity, evidence, first), count};
}

std::size_t rows_in_recording(const Evidence& evidence) {
  const std::size_t rows = row_count(evidence);
  if (!(evidence.duration_s > 0.0)) return rows;
  const double last = std::floor(evidence.frames.frame_at(evidence.duration_s)) + 1.0;
  return std::min(rows, static_cast<std::size_t>(std::clamp(last + 1.0, 0.0, 1e15)));
}

}  // namespace divisi::decode

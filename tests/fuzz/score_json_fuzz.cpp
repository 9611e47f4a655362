// Any bytes as a notes file. What is accepted must be written in every format, and as JSON read
// back to the same bytes.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "score/midi_writer.h"
#include "score/musicxml_writer.h"
#include "score/notes_csv.h"
#include "score/score_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace divisi::score;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = parse_score_json(text, "fuzz.json");
  if (!document) return 0;
  const std::string written = format_score_json(*document);
  const auto again = parse_score_json(written, "written.json");
  if (!again || format_score_json(*again) != written) __builtin_trap();
  format_midi(document->score);
  format_notes_csv(document->score);
  // Times far apart make thousands of empty bars: valid, but too slow to fuzz.
  if (document->score.parts.size() < 8) {
    BeatGrid grid = estimate_beats(document->score);
    if (grid.beats_s.size() < 2000) format_musicxml(document->score, grid);
  }
  return 0;
}

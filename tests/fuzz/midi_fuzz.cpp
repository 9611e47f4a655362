// Any bytes as a MIDI file. What is accepted can be written in every format, and as MIDI read back.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "score/midi_reader.h"
#include "score/midi_writer.h"
#include "score/musicxml_writer.h"
#include "score/notes_csv.h"
#include "score/score_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace divisi::score;
  if (size == 0) return 0;
  const MidiReadOptions options{(data[0] & 1U) != 0};
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto score = parse_midi(bytes, "fuzz.mid", options);
  if (!score) return 0;
  for (const divisi::Part& part : score->parts) {
    for (const divisi::Note& note : part.notes) {
      if (!std::isfinite(note.onset_s) || !(note.offset_s > note.onset_s)) std::abort();
    }
  }
  if (!parse_midi(format_midi(*score), "written.mid")) std::abort();
  format_notes_csv(*score);
  // Times far apart make thousands of empty bars: valid, but too slow to fuzz.
  if (score->parts.size() > 8) return 0;
  const BeatGrid grid = estimate_beats(*score);
  if (grid.beats_s.size() < 2000) format_musicxml(*score, grid);
  return 0;
}

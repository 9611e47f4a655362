// Any bytes as a table of text: cells, numbers and notes, with every separator.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/csv.h"
#include "core/note_table.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace divisi::core;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const char separator : {',', '\t', ' '}) {
    for (const bool has_header : {false, true}) {
      const auto table = parse_csv(text, "fuzz.csv", {separator, has_header});
      if (!table) continue;
      if (table->lines.size() != table->rows.size()) std::abort();
      for (std::size_t row = 0; row < table->rows.size(); ++row) {
        for (std::size_t column = 0; column <= table->rows[row].size(); ++column) {
          const auto number = table->number(row, column);
          if (number && !std::isfinite(*number)) std::abort();
        }
      }
    }
  }
  const auto notes = parse_note_table(text, "fuzz.csv");
  if (!notes) return 0;
  for (const AnnotatedNote& note : *notes) {
    if (!(note.offset_s > note.onset_s) || !std::isfinite(note.pitch_midi)) std::abort();
  }
  return 0;
}

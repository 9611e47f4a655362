#include "score/notes_csv.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

#include "core/atomic_file.h"
#include "score/decimal.h"

namespace divisi::score {
namespace {

std::string quote_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

/// In one cell, with spaces between: cells of its own would move the part's from line to line.
std::string bends_of(const Note& note) {
  std::string cell;
  for (const int cents : note.bend_cents) cell += (cell.empty() ? "" : " ") + std::to_string(cents);
  return cell;
}

using PartNote = std::pair<const Part*, const Note*>;

std::vector<PartNote> in_order_of_onset(const Score& score) {
  std::vector<PartNote> notes;
  for (const Part& part : score.parts) {
    for (const Note& note : part.notes) {
      if (std::isfinite(note.onset_s) && std::isfinite(note.offset_s)) {
        notes.emplace_back(&part, &note);
      }
    }
  }
  std::stable_sort(notes.begin(), notes.end(), [](const PartNote& a, const PartNote& b) {
    return std::tie(a.second->onset_s, a.second->pitch_midi) <
           std::tie(b.second->onset_s, b.second->pitch_midi);
  });
  return notes;
}

}  // namespace

std::string format_notes_csv(const Score& score) {
  std::string text = "start_time_s,end_time_s,pitch_midi,velocity,pitch_bend,part,confidence\n";
  for (const auto& [part, note] : in_order_of_onset(score)) {
    const double confidence = std::isfinite(note->confidence) ? note->confidence : 0.0;
    text += fixed_decimal(note->onset_s, 6) + ',' + fixed_decimal(note->offset_s, 6) + ',' +
            std::to_string(note->pitch_midi) + ',' + std::to_string(note->velocity) + ',' +
            bends_of(*note) + ',' + quote_cell(part->name) + ',' + fixed_decimal(confidence, 4) +
            '\n';
  }
  return text;
}

Expected<void> write_notes_csv(const Score& score, const std::filesystem::path& path) {
  return core::write_file_atomically(path, format_notes_csv(score));
}

}  // namespace divisi::score

#include <algorithm>
#include <cmath>

#include "core/atomic_file.h"
#include "core/json.h"
#include "score/decimal.h"
#include "score/pitch_name.h"
#include "score/score_json.h"

namespace divisi::score {
namespace {

using core::quote_json;

/// JSON has no word for infinity; what is no number has no place in a file.
std::string number(double value, double resolution = 1e-6) {
  if (!std::isfinite(value)) return "0";
  const double rounded = std::round(value / resolution) * resolution;
  // Rounding again by decimal text gets rid of 0.30000000000000004.
  std::string text = fixed_decimal(rounded, 6);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string text_member(const char* key, const std::string& value) {
  return std::string("\"") + key + "\": " + quote_json(value);
}

/// "name": {...} with the members that are not empty; nothing if all are.
std::string object_of(const char* name,
                      const std::vector<std::pair<const char*, std::string>>& fields) {
  std::string members;
  for (const auto& [key, value] : fields) {
    if (value.empty()) continue;
    members += (members.empty() ? "" : ", ") + text_member(key, value);
  }
  return members.empty() ? "" : std::string("  \"") + name + "\": {" + members + "},\n";
}

std::string options_of(const ScoreDocument& document) {
  std::string members;
  for (const auto& [key, value] : document.options) {
    if (!std::isfinite(value)) continue;
    members += (members.empty() ? "" : ", ") + quote_json(key) + ": " + shortest_decimal(value);
  }
  return members.empty() ? "" : "  \"options\": {" + members + "},\n";
}

std::string tempo_of(const Score& score) {
  std::string items;
  for (const TempoChange& change : score.tempo) {
    items += std::string(items.empty() ? "" : ", ") + "{\"time_s\": " + number(change.time_s) +
             ", \"beats_per_minute\": " + number(change.beats_per_minute) + "}";
  }
  return "  \"tempo\": [" + items + "],\n";
}

/// Only what our reader would take back.
bool can_be_written(const Note& note) {
  constexpr double kShortest_s = 2e-6;  // so that rounding leaves a length
  return std::isfinite(note.offset_s) && note.onset_s >= 0.0 &&
         note.offset_s >= note.onset_s + kShortest_s && note.pitch_midi >= 0 &&
         note.pitch_midi <= 127;
}

std::string note_of(const Note& note) {
  return "{\"onset_s\": " + number(note.onset_s) + ", \"offset_s\": " + number(note.offset_s) +
         ", \"pitch_midi\": " + std::to_string(note.pitch_midi) + ", " +
         text_member("pitch_name", pitch_name(note.pitch_midi)) +
         ", \"velocity\": " + std::to_string(std::clamp(note.velocity, 1, 127)) +
         ", \"confidence\": " + number(std::clamp(note.confidence, 0.0, 1.0)) +
         ", \"part_confidence\": " + number(std::clamp(note.part_confidence, 0.0, 1.0)) + "}";
}

/// Numbers of a vector of length 1; nothing where one of them could not be such a vector's.
std::string timbre_of(const Part& part) {
  constexpr double kResolution = 1e-4;  // angles between vectors to a tenth of a degree
  std::string items;
  for (const float component : part.timbre) {
    if (!(std::fabs(component) <= 1.0f + static_cast<float>(kResolution))) return "";
    const double within = std::clamp(static_cast<double>(component), -1.0, 1.0);
    items += (items.empty() ? "" : ", ") + number(within, kResolution);
  }
  return items;
}

/// Who it sounds like and how sure that is, where it is known.
std::string knowledge_of(const Part& part) {
  std::string members;
  const auto add_confidence = [&members](const char* key, double confidence) {
    if (confidence > 0.0)
      members += quote_json(key) + ": " + number(std::min(confidence, 1.0)) + ",\n      ";
  };
  if (!part.family.empty()) members += text_member("family", part.family) + ",\n      ";
  add_confidence("name_confidence", part.name_confidence);
  add_confidence("activity", part.activity);
  const std::string timbre = timbre_of(part);
  if (!timbre.empty()) members += "\"timbre\": [" + timbre + "],\n      ";
  return members;
}

std::string part_of(const Part& part) {
  std::string notes;
  for (const Note& note : part.notes) {
    if (!can_be_written(note)) continue;
    notes += (notes.empty() ? "\n        " : ",\n        ") + note_of(note);
  }
  return "    {\n      " + text_member("name", part.name) +
         ",\n      \"program\": " + std::to_string(std::clamp(part.program, 0, 127)) +
         ",\n      \"is_drums\": " + (part.is_drums ? "true" : "false") + ",\n      " +
         knowledge_of(part) + "\"notes\": [" + notes + (notes.empty() ? "]" : "\n      ]") +
         "\n    }";
}

}  // namespace

std::string format_score_json(const ScoreDocument& document) {
  const Score& score = document.score;
  std::string parts;
  for (const Part& part : score.parts) parts += (parts.empty() ? "\n" : ",\n") + part_of(part);
  return "{\n  \"format\": \"divisi-notes\",\n  \"format_version\": " +
         std::to_string(kScoreJsonVersion) + ",\n" +
         object_of("program", {{"name", document.program_version.empty() ? "" : "divisi"},
                               {"version", document.program_version}}) +
         object_of("input", {{"file", document.input_file}, {"sha256", document.input_sha256}}) +
         object_of("model", {{"name", document.model_name}, {"sha256", document.model_sha256}}) +
         options_of(document) + "  " + text_member("title", score.title) +
         ",\n  \"duration_s\": " + number(score.duration_s) + ",\n" + tempo_of(score) +
         "  \"parts\": [" + parts + (parts.empty() ? "]" : "\n  ]") + "\n}\n";
}

Expected<void> write_score_json(const ScoreDocument& document, const std::filesystem::path& path) {
  return core::write_file_atomically(path, format_score_json(document));
}

}  // namespace divisi::score

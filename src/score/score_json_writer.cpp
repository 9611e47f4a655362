#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/atomic_file.h"
#include "core/json.h"
#include "score/decimal.h"
#include "score/pitch_name.h"
#include "score/score_json.h"

namespace divisi::score {
namespace {

using core::quote_json;

/// Beyond this a double no longer counts one by one.
constexpr double kMostUnits = 9e15;

/// units / scale, of which there are as many decimals as the scale has zeros, without zeros at the
/// end: 1200, 1000 -> "1.2".
std::string decimal_of(std::int64_t units, std::int64_t scale) {
  const std::int64_t magnitude = units < 0 ? -units : units;
  std::string text = (units < 0 ? "-" : "") + std::to_string(magnitude / scale);
  const std::int64_t rest = magnitude % scale;
  if (rest == 0) return text;
  std::string places = std::to_string(scale + rest);  // the 1 in front keeps their zeros
  places.front() = '.';
  places.resize(places.find_last_not_of('0') + 1);
  return text + places;
}

/// JSON has no word for infinity; what is no number has no place in a file.
std::string number(double value, std::int64_t scale = 1'000'000) {
  if (!std::isfinite(value)) return "0";
  const double units = std::round(value * static_cast<double>(scale));
  if (std::fabs(units) < kMostUnits) return decimal_of(static_cast<std::int64_t>(units), scale);
  return fixed_decimal(value, 0);
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

std::string bends_of(const Note& note) {
  std::string items;
  for (const int cents : note.bend_cents) {
    items += items.empty() ? "" : ", ";
    items += std::to_string(std::clamp(cents, -kMostBend_cents, kMostBend_cents));
  }
  return items;
}

/// Piece after piece onto `out`: a long score has thousands.
void append_note(const Note& note, const std::vector<Part>& parts, std::string& out) {
  out.append("{\"onset_s\": ").append(number(note.onset_s));
  out.append(", \"offset_s\": ").append(number(note.offset_s));
  out.append(", \"pitch_midi\": ").append(std::to_string(note.pitch_midi));
  out.append(", \"pitch_name\": ").append(quote_json(pitch_name(note.pitch_midi)));
  out.append(", \"velocity\": ").append(std::to_string(std::clamp(note.velocity, 1, 127)));
  out.append(", \"confidence\": ").append(number(std::clamp(note.confidence, 0.0, 1.0)));
  out.append(", \"part_confidence\": ").append(number(std::clamp(note.part_confidence, 0.0, 1.0)));
  if (note.next_part >= 0 && note.next_part < static_cast<int>(parts.size()))
    out.append(", ").append(
        text_member("next_part", parts[static_cast<std::size_t>(note.next_part)].name));
  if (!note.bend_cents.empty())
    out.append(", \"bend_cents\": [").append(bends_of(note)).append("]");
  out.append("}");
}

/// Numbers of a vector of length 1; nothing where one of them could not be such a vector's.
std::string timbre_of(const Part& part) {
  constexpr std::int64_t kScale = 10'000;  // angles between vectors to a tenth of a degree
  std::string items;
  for (const float component : part.timbre) {
    if (!(std::fabs(component) <= 1.0f + 1.0f / kScale)) return "";
    const double within = std::clamp(static_cast<double>(component), -1.0, 1.0);
    items += (items.empty() ? "" : ", ") + number(within, kScale);
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

void append_part(const Part& part, const std::vector<Part>& parts, std::string& out) {
  out += "    {\n      " + text_member("name", part.name) +
         ",\n      \"program\": " + std::to_string(std::clamp(part.program, 0, 127)) +
         ",\n      \"is_drums\": " + (part.is_drums ? "true" : "false") + ",\n      " +
         knowledge_of(part) + "\"notes\": [";
  bool is_first = true;
  for (const Note& note : part.notes) {
    if (!can_be_written(note)) continue;
    out += is_first ? "\n        " : ",\n        ";
    append_note(note, parts, out);
    is_first = false;
  }
  out += is_first ? "]\n    }" : "\n      ]\n    }";
}

/// With room for what such a score takes, so that it is not moved while it grows.
std::string with_room_for(const Score& score) {
  constexpr std::size_t kOfNote = 210, kOfPart = 2000;
  std::string text;
  std::size_t notes = 0;
  for (const Part& part : score.parts) notes += part.notes.size();
  text.reserve(notes * kOfNote + (score.parts.size() + 1) * kOfPart);
  return text;
}

}  // namespace

std::string format_score_json(const ScoreDocument& document) {
  const Score& score = document.score;
  std::string text = with_room_for(score);
  text += "{\n  \"format\": \"divisi-notes\",\n  \"format_version\": " +
          std::to_string(kScoreJsonVersion) + ",\n" +
          object_of("program", {{"name", document.program_version.empty() ? "" : "divisi"},
                                {"version", document.program_version}}) +
          object_of("input", {{"file", document.input_file}, {"sha256", document.input_sha256}}) +
          object_of("model", {{"name", document.model_name}, {"sha256", document.model_sha256}}) +
          options_of(document) + "  " + text_member("title", score.title) +
          ",\n  \"duration_s\": " + number(score.duration_s) +
          ",\n  \"tuning_hz\": " + number(score.tuning_hz, 100) + ",\n" + tempo_of(score) +
          "  \"parts\": [";
  for (const Part& part : score.parts) {
    text += &part == &score.parts.front() ? "\n" : ",\n";
    append_part(part, score.parts, text);
  }
  return text += score.parts.empty() ? "]\n}\n" : "\n  ]\n}\n";
}

Expected<void> write_score_json(const ScoreDocument& document, const std::filesystem::path& path) {
  return core::write_file_atomically(path, format_score_json(document));
}

}  // namespace divisi::score

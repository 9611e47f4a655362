#include <cmath>
#include <map>
#include <optional>
#include <string>

#include "core/atomic_file.h"
#include "core/json.h"
#include "score/decimal.h"
#include "score/score_json.h"

namespace divisi::score {
namespace {

using core::JsonValue;
using Kind = JsonValue::Kind;

const char* kind_name(Kind kind) {
  switch (kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return "a boolean";
    case Kind::number:
      return "a number";
    case Kind::text:
      return "a text";
    case Kind::array:
      return "an array";
    case Kind::object:
      return "an object";
  }
  return "something";
}

/// Fetches fields and remembers the first that is wrong: the caller asks once, at the end.
class FieldReader {
 public:
  explicit FieldReader(std::string file) : file_(std::move(file)) {}

  bool failed() const { return error_.has_value(); }
  const Error& error() const { return *error_; }

  /// The member, if it is there and of that kind; a required one that is not is an error.
  const JsonValue* member(const JsonValue& object, const std::string& place, const char* key,
                          Kind kind, bool required) {
    const JsonValue* value = object.find(key);
    const std::string field = place + key;
    if (value == nullptr) {
      if (required) fail(field, "missing", kind_name(kind));
      return nullptr;
    }
    if (value->kind != kind) {
      fail(field, kind_name(value->kind), kind_name(kind));
      return nullptr;
    }
    return value;
  }

  double number(const JsonValue& object, const std::string& place, const char* key, double low,
                double high) {
    const JsonValue* value = member(object, place, key, Kind::number, true);
    return value == nullptr ? low : number(*value, place + key, low, high);
  }

  /// The value called `field` itself.
  double number(const JsonValue& value, const std::string& field, double low, double high) {
    if (value.kind != Kind::number) {
      fail(field, kind_name(value.kind), kind_name(Kind::number));
    } else if (value.number >= low && value.number <= high) {
      return value.number;
    } else {
      fail(field, shortest_decimal(value.number),
           shortest_decimal(low) + " to " + shortest_decimal(high));
    }
    return low;
  }

  int integer(const JsonValue& object, const std::string& place, const char* key, int low,
              int high) {
    return whole(number(object, place, key, low, high), place + key);
  }

  /// The value called `field` itself.
  int integer(const JsonValue& value, const std::string& field, int low, int high) {
    return whole(number(value, field, low, high), field);
  }

  std::string text(const JsonValue& object, const std::string& place, const char* key) {
    const JsonValue* value = member(object, place, key, Kind::text, false);
    return value == nullptr ? "" : value->text;
  }

  void fail(const std::string& field, const std::string& found, const std::string& expected) {
    if (failed()) return;
    error_ = Error{ErrorCode::corrupt,
                   file_ + ": " + field + ": found " + found + ", expected " + expected, field};
  }

 private:
  int whole(double value, const std::string& field) {
    if (value != std::floor(value)) fail(field, shortest_decimal(value), "a whole number");
    return static_cast<int>(value);
  }

  std::string file_;
  std::optional<Error> error_;
};

constexpr double kLatest_s = 1e7;

std::vector<int> read_bends(FieldReader& fields, const JsonValue& note, const std::string& place) {
  const JsonValue* list = fields.member(note, place, "bend_cents", Kind::array, false);
  std::vector<int> bends;
  if (list == nullptr) return bends;
  for (std::size_t i = 0; i < list->items.size() && !fields.failed(); ++i) {
    const std::string item = place + "bend_cents[" + std::to_string(i) + "]";
    bends.push_back(fields.integer(list->items[i], item, -kMostBend_cents, kMostBend_cents));
  }
  return bends;
}

Note read_note(FieldReader& fields, const JsonValue& value, const std::string& place) {
  Note note;
  note.onset_s = fields.number(value, place, "onset_s", 0.0, kLatest_s);
  note.offset_s = fields.number(value, place, "offset_s", 0.0, kLatest_s);
  note.pitch_midi = fields.integer(value, place, "pitch_midi", 0, 127);
  note.velocity = fields.integer(value, place, "velocity", 1, 127);
  note.confidence = fields.number(value, place, "confidence", 0.0, 1.0);
  if (value.find("part_confidence") != nullptr) {
    note.part_confidence = fields.number(value, place, "part_confidence", 0.0, 1.0);
  }
  note.bend_cents = read_bends(fields, value, place);
  if (note.offset_s <= note.onset_s) {
    fields.fail(place + "offset_s", shortest_decimal(note.offset_s),
                "more than onset_s, " + shortest_decimal(note.onset_s));
  }
  return note;
}

std::string place_of(const std::string& array, std::size_t index) {
  return array + "[" + std::to_string(index) + "].";
}

std::vector<float> read_timbre(FieldReader& fields, const JsonValue& part,
                               const std::string& place) {
  const JsonValue* list = fields.member(part, place, "timbre", Kind::array, false);
  std::vector<float> timbre;
  if (list == nullptr) return timbre;
  for (std::size_t i = 0; i < list->items.size() && !fields.failed(); ++i) {
    const std::string item = place + "timbre[" + std::to_string(i) + "]";
    timbre.push_back(static_cast<float>(fields.number(list->items[i], item, -1.0, 1.0)));
  }
  return timbre;
}

Part read_part(FieldReader& fields, const JsonValue& value, const std::string& place) {
  Part part;
  part.name = fields.text(value, place, "name");
  part.program = fields.integer(value, place, "program", 0, 127);
  const JsonValue* drums = fields.member(value, place, "is_drums", Kind::boolean, false);
  part.is_drums = drums != nullptr && drums->boolean;
  part.family = fields.text(value, place, "family");
  if (value.find("name_confidence") != nullptr)
    part.name_confidence = fields.number(value, place, "name_confidence", 0.0, 1.0);
  if (value.find("activity") != nullptr)
    part.activity = fields.number(value, place, "activity", 0.0, 1.0);
  part.timbre = read_timbre(fields, value, place);
  const JsonValue* notes = fields.member(value, place, "notes", Kind::array, true);
  if (notes == nullptr) return part;
  for (std::size_t i = 0; i < notes->items.size() && !fields.failed(); ++i) {
    part.notes.push_back(read_note(fields, notes->items[i], place_of(place + "notes", i)));
  }
  return part;
}

/// Notes name the part that is next best: an editor may have moved parts, or renamed them, and then
/// nobody is.
void find_next_parts(const JsonValue& list, std::vector<Part>& parts) {
  std::map<std::string, int> places;
  for (std::size_t p = parts.size(); p-- > 0;) places[parts[p].name] = static_cast<int>(p);
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const JsonValue* notes = list.items[p].find("notes");
    for (std::size_t n = 0; n < parts[p].notes.size(); ++n) {
      const std::optional<std::string> name = notes->items[n].find_text("next_part");
      const auto place = name ? places.find(*name) : places.end();
      if (place != places.end() && place->second != static_cast<int>(p))
        parts[p].notes[n].next_part = place->second;
    }
  }
}

std::vector<TempoChange> read_tempo(FieldReader& fields, const JsonValue& root) {
  const JsonValue* list = fields.member(root, "", "tempo", Kind::array, false);
  if (list == nullptr || list->items.empty()) return {TempoChange{}};
  std::vector<TempoChange> tempo;
  for (std::size_t i = 0; i < list->items.size() && !fields.failed(); ++i) {
    const std::string place = place_of("tempo", i);
    TempoChange change;
    change.time_s = fields.number(list->items[i], place, "time_s", 0.0, kLatest_s);
    change.beats_per_minute =
        fields.number(list->items[i], place, "beats_per_minute", 1.0, 10000.0);
    if (!tempo.empty() && change.time_s <= tempo.back().time_s) {
      fields.fail(place + "time_s", shortest_decimal(change.time_s), "later than the one before");
    }
    tempo.push_back(change);
  }
  return tempo;
}

void read_origin(FieldReader& fields, const JsonValue& root, ScoreDocument& document) {
  const auto object = [&](const char* key) {
    return fields.member(root, "", key, Kind::object, false);
  };
  if (const JsonValue* program = object("program")) {
    document.program_version = fields.text(*program, "program.", "version");
  }
  if (const JsonValue* input = object("input")) {
    document.input_file = fields.text(*input, "input.", "file");
    document.input_sha256 = fields.text(*input, "input.", "sha256");
  }
  if (const JsonValue* model = object("model")) {
    document.model_name = fields.text(*model, "model.", "name");
    document.model_sha256 = fields.text(*model, "model.", "sha256");
  }
  if (const JsonValue* options = object("options")) {
    for (const auto& [key, value] : options->members) {
      if (value.kind == Kind::number) document.options.emplace_back(key, value.number);
    }
  }
}

Expected<void> check_format(const JsonValue& root, const std::string& name) {
  const std::string format = root.find_text("format").value_or("");
  if (format != "divisi-notes") {
    return Error{
        ErrorCode::unsupported,
        name + ": format: found \"" + format.substr(0, 40) + "\", expected \"divisi-notes\"",
        "format"};
  }
  const double version = root.find_number("format_version").value_or(0.0);
  if (version != kScoreJsonVersion) {
    return Error{ErrorCode::unsupported,
                 name + ": format_version: found " + shortest_decimal(version) + ", expected " +
                     std::to_string(kScoreJsonVersion),
                 "format_version"};
  }
  return {};
}

}  // namespace

Expected<ScoreDocument> parse_score_json(std::string_view text, const std::string& name) {
  const Expected<JsonValue> root = core::parse_json(text, name);
  if (!root) return root.error();
  if (Expected<void> ours = check_format(*root, name); !ours) return ours.error();
  FieldReader fields(name);
  ScoreDocument document;
  read_origin(fields, *root, document);
  document.score.title = fields.text(*root, "", "title");
  document.score.duration_s = fields.number(*root, "", "duration_s", 0.0, kLatest_s);
  if (root->find("tuning_hz") != nullptr) {
    document.score.tuning_hz =
        fields.number(*root, "", "tuning_hz", kLowestTuning_hz, kHighestTuning_hz);
  }
  document.score.tempo = read_tempo(fields, *root);
  if (const JsonValue* parts = fields.member(*root, "", "parts", Kind::array, true)) {
    for (std::size_t i = 0; i < parts->items.size() && !fields.failed(); ++i) {
      document.score.parts.push_back(read_part(fields, parts->items[i], place_of("parts", i)));
    }
  }
  if (fields.failed()) return fields.error();
  if (const JsonValue* parts = root->find("parts")) find_next_parts(*parts, document.score.parts);
  return document;
}

Expected<ScoreDocument> read_score_json(const std::filesystem::path& path) {
  const Expected<std::string> bytes = core::read_file(path);
  if (!bytes) return bytes.error();
  return parse_score_json(*bytes, path.string());
}

}  // namespace divisi::score

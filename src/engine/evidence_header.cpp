#include "engine/evidence_header.h"

#include <cmath>
#include <cstdio>

#include "core/json.h"
#include "engine/decode_options.h"

namespace divisi::engine {
namespace {

/// Seventeen digits: the number that is read is the number that was written.
std::string number_text(double value) {
  char text[40];
  std::snprintf(text, sizeof(text), "%.17g", value);
  return text;
}

std::string member(const char* key, double value) {
  return std::string("\"") + key + "\":" + number_text(value);
}
std::string member(const char* key, const std::string& value) {
  return std::string("\"") + key + "\":" + core::quote_json(value);
}

std::string tuning_text(const DecodeOptions& options) {
  std::string json;
  for (const auto& [name, value] : options.tuning) {
    json += (json.empty() ? "" : ",") + core::quote_json(name) + ":" + number_text(value);
  }
  return "{" + json + "}";
}

/// Takes fields out of a header and remembers the first that is missing or out of range.
class Fields {
 public:
  explicit Fields(const core::JsonValue& json) : json_(json) {}

  double number(const char* key, double low, double high) {
    const std::optional<double> value = json_.find_number(key);
    if (value && *value >= low && *value <= high) return *value;
    fault(key, value ? number_text(*value) : "nothing",
          "a number from " + number_text(low) + " to " + number_text(high));
    return low;
  }
  int integer(const char* key, int low, int high) {
    const double value = number(key, low, high);
    if (value != std::floor(value)) fault(key, number_text(value), "a whole number");
    return static_cast<int>(value);
  }
  std::string text(const char* key) {
    const std::optional<std::string> value = json_.find_text(key);
    if (!value) fault(key, "nothing", "a text");
    return value.value_or("");
  }
  /// Empty when it is not there: files have it since it was added.
  std::string optional_text(const char* key) const { return json_.find_text(key).value_or(""); }
  /// Likewise: before, everything was heard at 440 Hz.
  double tuning_hz() {
    if (json_.find("tuning_hz") == nullptr) return kStandardTuning_hz;
    return number("tuning_hz", kLowestTuning_hz, kHighestTuning_hz);
  }
  const std::string& first_fault() const { return fault_; }

 private:
  void fault(const char* key, const std::string& found, const std::string& expected) {
    if (fault_.empty()) {
      fault_ = "field '" + std::string(key) + "': found " + found + ", expected " + expected;
    }
  }

  const core::JsonValue& json_;
  std::string fault_;
};

/// What is no number is left out, as what is not known: the decoder then uses its own value.
std::vector<std::pair<std::string, double>> tuning_of(const core::JsonValue& json) {
  std::vector<std::pair<std::string, double>> tuning;
  const core::JsonValue* members = json.find("tuning");
  if (members == nullptr) return tuning;
  for (const auto& [name, value] : members->members) {
    if (value.kind == core::JsonValue::Kind::number) tuning.emplace_back(name, value.number);
  }
  return tuning;
}

DecodeOptions decode_options_of(Fields& fields) {
  DecodeOptions options;
  options.onset_threshold = fields.number("onset_threshold", 0.0, 1.0);
  options.frame_threshold = fields.number("frame_threshold", 0.0, 1.0);
  options.offset_threshold = fields.number("offset_threshold", 0.0, 1.0);
  options.min_note_s = fields.number("min_note_s", 0.0, 3600.0);
  return options;
}

Origin origin_of(Fields& fields) {
  Origin origin;
  origin.recording = fields.text("recording");
  origin.recording_sha256 = fields.optional_text("recording_sha256");
  origin.sample_rate_hz = fields.integer("sample_rate_hz", 1, 10'000'000);
  origin.channel_count = fields.integer("channel_count", 1, 65536);
  origin.start_s = fields.number("start_s", 0.0, 1e9);
  origin.model_name = fields.text("model_name");
  origin.model_sha256 = fields.text("model_sha256");
  origin.decode = decode_options_of(fields);
  return origin;
}

}  // namespace

std::string format_evidence_header(const Transcription& transcription) {
  const Origin& origin = transcription.origin;
  const Evidence& evidence = transcription.evidence;
  const std::string members[] = {
      member("title", transcription.score.title),
      member("recording", origin.recording),
      member("recording_sha256", origin.recording_sha256),
      member("sample_rate_hz", origin.sample_rate_hz),
      member("channel_count", origin.channel_count),
      member("start_s", origin.start_s),
      member("duration_s", evidence.duration_s),
      member("model_name", origin.model_name),
      member("model_sha256", origin.model_sha256),
      member("onset_threshold", origin.decode.onset_threshold),
      member("frame_threshold", origin.decode.frame_threshold),
      member("offset_threshold", origin.decode.offset_threshold),
      member("min_note_s", origin.decode.min_note_s),
      member("hop_s", evidence.frames.hop_s),
      member("origin_s", evidence.frames.origin_s),
      member("lowest_midi", evidence.pitches.lowest_midi),
      member("pitch_count", evidence.pitches.pitch_count),
      member("tuning_hz", evidence.tuning_hz),
      member("frame_count", static_cast<double>(evidence.frame.rows)),
      "\"tuning\":" + tuning_text(origin.decode),
  };
  std::string json;
  for (const std::string& text : members) json += (json.empty() ? "{" : ",\n ") + text;
  return json + "}\n";
}

Expected<EvidenceHeader> parse_evidence_header(std::string_view json, const std::string& name) {
  const Expected<core::JsonValue> tree = core::parse_json(json, name);
  if (!tree) return tree.error();
  Fields fields(*tree);
  EvidenceHeader header;
  header.about.origin = origin_of(fields);
  header.about.origin.decode.tuning = tuning_of(*tree);
  header.about.score.title = fields.text("title");
  Evidence& evidence = header.about.evidence;
  evidence.duration_s = fields.number("duration_s", 0.0, 1e9);
  evidence.frames.hop_s = fields.number("hop_s", 1e-4, 1.0);
  evidence.frames.origin_s = fields.number("origin_s", -1.0, 1e9);
  evidence.pitches.lowest_midi = fields.integer("lowest_midi", 0, 127);
  evidence.pitches.pitch_count =
      fields.integer("pitch_count", 1, 128 - evidence.pitches.lowest_midi);
  evidence.tuning_hz = fields.tuning_hz();
  header.frame_count =
      static_cast<std::size_t>(fields.integer("frame_count", 0, kMaxEvidenceFrames));
  header.about.score.duration_s = evidence.duration_s;
  header.about.score.tuning_hz = evidence.tuning_hz;
  if (!fields.first_fault().empty()) {
    return Error{ErrorCode::corrupt, name + ": " + fields.first_fault(), name};
  }
  if (const Expected<void> good = check_decode_options(header.about.origin.decode); !good) {
    return Error{ErrorCode::corrupt, name + ": " + good.error().message, name};
  }
  return header;
}

}  // namespace divisi::engine

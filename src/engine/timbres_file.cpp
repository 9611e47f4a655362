/// The user's timbres as JSON: docs/formats/timbres.md.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "core/atomic_file.h"
#include "core/json.h"
#include "divisi/timbres.h"
#include "score/decimal.h"

namespace divisi {
namespace {

using core::JsonValue;
using Kind = JsonValue::Kind;

constexpr const char* kFormat = "divisi-timbres";
constexpr int kVersion = 1;
constexpr double kMostNotes = 1e9;
constexpr double kLargest = 1e6;

std::string numbers_text(const std::vector<double>& values) {
  std::string text;
  for (const double value : values) {
    char digits[32];
    std::snprintf(digits, sizeof(digits), "%.6g", std::isfinite(value) ? value : 0.0);
    text += (text.empty() ? "" : ", ") + std::string(digits);
  }
  return "[" + text + "]";
}

std::string timbre_text(const Timbre& timbre) {
  std::string text = "    {\n      \"name\": " + core::quote_json(timbre.name);
  if (timbre.program >= 0) text += ",\n      \"program\": " + std::to_string(timbre.program);
  return text + ",\n      \"recordings\": " + std::to_string(timbre.recording_count) +
         ",\n      \"notes\": " + std::to_string(timbre.note_count) +
         ",\n      \"playing_s\": " + score::fixed_decimal(timbre.playing_s, 3) +
         ",\n      \"weights_sha256\": " + core::quote_json(timbre.weights_sha256) +
         ",\n      \"register_notes\": " + numbers_text(timbre.weights) +
         ",\n      \"register_means\": " + numbers_text(timbre.means) + "\n    }";
}

/// Reads the fields of one timbre, and remembers the first that is wrong.
class TimbreReader {
 public:
  TimbreReader(std::string file, const JsonValue& value, std::size_t index)
      : file_(std::move(file)), value_(value), index_(index) {}

  Expected<Timbre> read() {
    Timbre timbre;
    timbre.name = text("name");
    if (value_.find("program") != nullptr)
      timbre.program = static_cast<int>(whole("program", 0, 127));
    timbre.recording_count = static_cast<int>(whole("recordings", 1, kMostNotes));
    timbre.note_count = static_cast<int>(whole("notes", 1, kMostNotes));
    timbre.playing_s = number(value_.find("playing_s"), "playing_s", 0.0, kMostNotes);
    timbre.weights_sha256 = text("weights_sha256");
    timbre.weights = list("register_notes", 0.0);
    timbre.means = list("register_means", -kLargest);
    if (error_) return *error_;
    return timbre;
  }

 private:
  void fail(const std::string& field, const std::string& expected) {
    if (error_) return;
    const std::string place = "timbres[" + std::to_string(index_) + "]." + field;
    error_ = Error{ErrorCode::corrupt, file_ + ": " + place + ": expected " + expected, place};
  }

  std::string text(const char* field) {
    const JsonValue* found = value_.find(field);
    if (found == nullptr || found->kind != Kind::text || found->text.empty()) {
      fail(field, "a text that is not empty");
      return {};
    }
    return found->text;
  }

  double number(const JsonValue* found, const std::string& field, double low, double high) {
    if (found != nullptr && found->kind == Kind::number && found->number >= low &&
        found->number <= high) {
      return found->number;
    }
    fail(field,
         "a number from " + score::shortest_decimal(low) + " to " + score::shortest_decimal(high));
    return low;
  }

  double whole(const char* field, double low, double high) {
    const double found = number(value_.find(field), field, low, high);
    if (found != std::floor(found)) fail(field, "a whole number");
    return found;
  }

  std::vector<double> list(const char* field, double low) {
    const JsonValue* found = value_.find(field);
    if (found == nullptr || found->kind != Kind::array) {
      fail(field, "an array of numbers");
      return {};
    }
    std::vector<double> values;
    for (const JsonValue& item : found->items)
      values.push_back(number(&item, field, low, kLargest));
    return values;
  }

  std::string file_;
  const JsonValue& value_;
  std::size_t index_;
  std::optional<Error> error_;
};

Expected<void> check_format(const JsonValue& root, const std::string& name) {
  if (root.find_text("format").value_or("") == kFormat &&
      root.find_number("format_version").value_or(0.0) == kVersion) {
    return {};
  }
  return Error{ErrorCode::unsupported,
               name + ": format: expected \"divisi-timbres\", format_version 1", "format"};
}

}  // namespace

std::filesystem::path default_timbres_file() {
  const char* data = std::getenv("XDG_DATA_HOME");
  // The specification has it that a relative path is to be ignored.
  if (data != nullptr && std::filesystem::path(data).is_absolute())
    return std::filesystem::path(data) / "divisi" / "timbres.json";
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') return {};
  return std::filesystem::path(home) / ".local" / "share" / "divisi" / "timbres.json";
}

Expected<std::vector<Timbre>> read_timbres(const std::filesystem::path& path) {
  const Expected<JsonValue> root = core::read_json(path);
  if (!root) return root.error();
  if (const Expected<void> ours = check_format(*root, path.string()); !ours) return ours.error();
  const JsonValue* list = root->find("timbres");
  if (list == nullptr || list->kind != Kind::array) {
    return Error{ErrorCode::corrupt, path.string() + ": timbres: expected an array", "timbres"};
  }
  std::vector<Timbre> timbres;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    Expected<Timbre> timbre = TimbreReader(path.string(), list->items[i], i).read();
    if (!timbre) return timbre.error();
    timbres.push_back(std::move(*timbre));
  }
  return timbres;
}

Expected<void> write_timbres(const std::vector<Timbre>& timbres,
                             const std::filesystem::path& path) {
  std::string list;
  for (const Timbre& timbre : timbres) list += (list.empty() ? "\n" : ",\n") + timbre_text(timbre);
  return core::write_file_atomically(
      path, "{\n  \"format\": \"" + std::string(kFormat) +
                "\",\n  \"format_version\": " + std::to_string(kVersion) + ",\n  \"timbres\": [" +
                list + (list.empty() ? "]" : "\n  ]") + "\n}\n");
}

}  // namespace divisi

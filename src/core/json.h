/// JSON files, read into a plain tree. The only place that knows the JSON library.
///
/// Source    RFC 8259.
/// Errors    not_found, io; corrupt: not JSON, or nested deeper than 64, naming the file and place.
/// Thread    safe.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "divisi/error.h"

namespace divisi::core {

struct JsonValue {
  enum class Kind { null, boolean, number, text, array, object };

  Kind kind = Kind::null;
  bool boolean = false;
  double number = 0.0;
  std::string text;
  std::vector<JsonValue> items;                            ///< of an array
  std::vector<std::pair<std::string, JsonValue>> members;  ///< of an object, in file order

  // Defined in json.cpp: written here by the compiler, they would need the type of `members` before
  // it is complete (clang 14 with libstdc++ 12 refuses that).
  JsonValue();
  ~JsonValue();
  JsonValue(const JsonValue&);
  JsonValue(JsonValue&&) noexcept;
  JsonValue& operator=(const JsonValue&);
  JsonValue& operator=(JsonValue&&) noexcept;

  /// The member of an object, or null where there is none (or this is no object).
  const JsonValue* find(std::string_view key) const;
  std::optional<double> find_number(std::string_view key) const;
  std::optional<std::string> find_text(std::string_view key) const;
  std::optional<bool> find_boolean(std::string_view key) const;
};

/// `name` is what messages call the file.
Expected<JsonValue> parse_json(std::string_view text, const std::string& name);
Expected<JsonValue> read_json(const std::filesystem::path& path);

/// `text` as a JSON string with its quotes; bytes that are no UTF-8 become U+FFFD.
std::string quote_json(std::string_view text);

}  // namespace divisi::core

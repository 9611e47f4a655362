#include "server/project_fields.h"

#include <charconv>

#include "core/json.h"
#include "core/utf8.h"
#include "divisi/options.h"

namespace divisi::server {
namespace {

constexpr std::size_t kLongestName = 200;

Error invalid(const std::string& what) { return {ErrorCode::invalid_argument, what, {}}; }

/// Not in the middle of a character.
std::string_view shortened(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size()) {
    const std::size_t next = core::utf8_length(text.substr(length));
    if (next == 0 || length + next > kLongestName) break;
    length += next;
  }
  return text.substr(0, length);
}

}  // namespace

Expected<std::string> parse_project_name(std::string_view text) {
  text = text.substr(text.find_last_of("/\\") + 1);
  const std::string repaired = core::repair_utf8(text.substr(0, 4 * kLongestName));
  std::string name(shortened(repaired));
  name.erase(0, name.find_first_not_of(' '));
  name.erase(name.find_last_not_of(' ') + 1);
  if (name.empty() || name == "." || name == "..") {
    return invalid("name: found nothing to call the recording by, expected a file's name");
  }
  return name;
}

Expected<int> parse_part_count(std::string_view text) {
  if (text == "auto") return 0;
  const auto count = parse_whole("parts", text, 1, PartOptions::kMostParts);
  if (!count)
    return invalid("parts: expected auto or 1 to " + std::to_string(PartOptions::kMostParts));
  return static_cast<int>(*count);
}

Expected<std::string> parse_rename(std::string_view json) {
  const Expected<core::JsonValue> root = core::parse_json(json, "request");
  if (!root) return root.error();
  const auto name = root->find_text("name");
  if (!name) return invalid("request: expected {\"name\": \"...\"}");
  return parse_project_name(*name);
}

std::optional<int> parse_revision(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  const auto revision = parse_whole("revision", text, 0, 2000000000);
  return revision ? std::optional(static_cast<int>(*revision)) : std::nullopt;
}

Expected<std::int64_t> parse_whole(std::string_view name, std::string_view text, std::int64_t low,
                                   std::int64_t high) {
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool good = problem == std::errc() && end == text.data() + text.size();
  if (good && value >= low && value <= high) return value;
  return invalid(std::string(name) + ": expected a whole number from " + std::to_string(low) +
                 " to " + std::to_string(high));
}

}  // namespace divisi::server

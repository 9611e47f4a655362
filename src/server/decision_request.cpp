#include "server/decision_request.h"

#include <cmath>
#include <string>
#include <utility>

#include "core/json.h"
#include "server/json_text.h"

namespace divisi::server {
namespace {

using Kind = core::JsonValue::Kind;

constexpr int kMostParts = 64;

Error invalid(const std::string& what) { return {ErrorCode::invalid_argument, what, {}}; }

Expected<double> number_in(const std::string& key, const core::JsonValue& value, double low,
                           double high) {
  if (value.kind == Kind::number && value.number >= low && value.number <= high) {
    return value.number;
  }
  return invalid(key + ": expected a number from " + json_number(low) + " to " + json_number(high));
}

Expected<int> whole_in(const std::string& key, const core::JsonValue& value) {
  const Expected<double> number = number_in(key, value, 1.0, kMostParts);
  if (!number) return number.error();
  if (*number != std::floor(*number)) return invalid(key + ": expected a whole number");
  return static_cast<int>(*number);
}

Expected<void> read_field(const std::string& key, const core::JsonValue& value,
                          DecisionRequest& request) {
  const std::pair<std::string_view, std::optional<double>*> dials[] = {
      {"threshold", &request.threshold},
      {"onset_threshold", &request.onset_threshold},
      {"frame_threshold", &request.frame_threshold},
      {"min_note_s", &request.min_note_s}};
  for (const auto& [name, place] : dials) {
    if (key != name) continue;
    const bool is_length = key == "min_note_s";
    const auto number = number_in(key, value, 0.001, is_length ? 60.0 : 0.999);
    if (!number) return number.error();
    *place = *number;
    return {};
  }
  if (key == "parts" && value.kind == Kind::text && value.text == "auto") return {};
  if (key != "parts" && key != "max_parts")
    return invalid("'" + key + "': there is no such option");
  const Expected<int> count = whole_in(key, value);
  if (!count) return count.error();
  (key == "parts" ? request.parts.count : request.parts.most) = *count;
  return {};
}

}  // namespace

Expected<DecisionRequest> parse_decision(std::string_view json) {
  DecisionRequest request;
  if (json.empty()) return request;
  const Expected<core::JsonValue> root = core::parse_json(json, "request");
  if (!root) return root.error();
  if (root->kind != Kind::object) {
    return Error{ErrorCode::corrupt, "request: expected a JSON object", {}};
  }
  for (const auto& [key, value] : root->members) {
    if (Expected<void> good = read_field(key, value, request); !good) return good.error();
  }
  return request;
}

}  // namespace divisi::server

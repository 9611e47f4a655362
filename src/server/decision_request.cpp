#include "server/decision_request.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/json.h"
#include "divisi/options.h"
#include "divisi/quantise.h"
#include "server/json_text.h"

namespace divisi::server {
namespace {

using Kind = core::JsonValue::Kind;

Error invalid(const std::string& what) { return {ErrorCode::invalid_argument, what, {}}; }

Expected<double> number_in(const std::string& key, const core::JsonValue& value, double low,
                           double high) {
  if (value.kind == Kind::number && value.number >= low && value.number <= high) {
    return value.number;
  }
  return invalid(key + ": expected a number from " + json_number(low) + " to " + json_number(high));
}

Expected<int> whole_in(const std::string& key, const core::JsonValue& value, int low, int high) {
  const Expected<double> number = number_in(key, value, low, high);
  if (!number) return number.error();
  if (*number != std::floor(*number)) return invalid(key + ": expected a whole number");
  return static_cast<int>(*number);
}

/// 0: as played.
Expected<int> grid_in(const std::string& key, const core::JsonValue& value) {
  const bool is_known =
      value.kind == Kind::number &&
      std::find(kLinesPerBeat.begin(), kLinesPerBeat.end(), value.number) != kLinesPerBeat.end();
  if (is_known || (value.kind == Kind::number && value.number == 0.0))
    return static_cast<int>(value.number);
  std::string lines = "0";
  for (const int count : kLinesPerBeat) lines += ", " + std::to_string(count);
  return invalid(key + ": expected one of " + lines);
}

/// A dial with a number: its name, its range and where it goes.
struct Dial {
  std::string_view name;
  double low, high;
  std::optional<double> DecisionRequest::*place;
};
constexpr Dial kDials[] = {{"threshold", 0.001, 0.999, &DecisionRequest::threshold},
                           {"onset_threshold", 0.001, 0.999, &DecisionRequest::onset_threshold},
                           {"frame_threshold", 0.001, 0.999, &DecisionRequest::frame_threshold},
                           {"min_note_s", 0.001, 60.0, &DecisionRequest::min_note_s},
                           {"ghost_suppression", 0.0, 1.0, &DecisionRequest::ghost_suppression},
                           {"quantise_strength", 0.0, 1.0, &DecisionRequest::quantise_strength}};

Expected<void> read_dial(const Dial& dial, const core::JsonValue& value, DecisionRequest& request) {
  const auto number = number_in(std::string(dial.name), value, dial.low, dial.high);
  if (!number) return number.error();
  request.*dial.place = *number;
  return {};
}

Expected<void> put(const Expected<int>& found, int& place) {
  if (!found) return found.error();
  place = *found;
  return {};
}

Expected<void> read_switch(const std::string& key, const core::JsonValue& value, bool& place) {
  if (value.kind != Kind::boolean) return invalid(key + ": expected true or false");
  place = value.boolean;
  return {};
}

Expected<void> read_instruments(const core::JsonValue& value, PartOptions& parts) {
  bool are_texts = value.kind == Kind::array;
  for (const core::JsonValue& item : value.items) {
    are_texts = are_texts && item.kind == Kind::text;
    parts.instruments.push_back(item.text);
  }
  if (!are_texts) return invalid("instruments: expected a list of texts");
  if (parts.instruments.empty()) return {};
  const Expected<void> good = check_part_options(parts);
  return good ? good : invalid("instruments: " + good.error().message);
}

Expected<void> read_field(const std::string& key, const core::JsonValue& value,
                          DecisionRequest& request) {
  for (const Dial& dial : kDials) {
    if (key == dial.name) return read_dial(dial, value, request);
  }
  if (key == "parts" && value.kind == Kind::text && value.text == "auto") return {};
  if (key == "parts")
    return put(whole_in(key, value, 1, PartOptions::kMostParts), request.parts.count);
  if (key == "max_parts")
    return put(whole_in(key, value, 1, PartOptions::kMostParts), request.parts.most);
  if (key == "keep_doubtful") return read_switch(key, value, request.parts.keep_doubtful);
  if (key == "instruments") return read_instruments(value, request.parts);
  if (key == "quantise") return put(grid_in(key, value), request.quantise);
  return invalid("'" + key + "': there is no such option");
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

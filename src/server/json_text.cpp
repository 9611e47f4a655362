#include "server/json_text.h"

#include <charconv>
#include <cmath>

#include "core/json.h"

namespace divisi::server {

std::string json_number(double value, int digits) {
  if (!std::isfinite(value)) return "null";
  char buffer[400];
  const auto end =
      std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::fixed, digits).ptr;
  std::string text(buffer, end);
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

void JsonObject::begin(std::string_view key) {
  if (text_.size() > 1) text_ += ", ";
  text_ += core::quote_json(key) + ": ";
}

JsonObject& JsonObject::text(std::string_view key, std::string_view value) {
  return json(key, core::quote_json(value));
}

JsonObject& JsonObject::number(std::string_view key, double value) {
  return json(key, json_number(value));
}

JsonObject& JsonObject::boolean(std::string_view key, bool value) {
  return json(key, value ? "true" : "false");
}

JsonObject& JsonObject::json(std::string_view key, std::string_view value) {
  begin(key);
  text_ += value;
  return *this;
}

std::string json_array(const std::vector<std::string>& items) {
  std::string text = "[";
  for (const std::string& item : items) text += (text.size() > 1 ? ", " : "") + item;
  return text + "]";
}

std::string json_texts(const std::vector<std::string>& items) {
  std::vector<std::string> quoted;
  for (const std::string& item : items) quoted.push_back(core::quote_json(item));
  return json_array(quoted);
}

}  // namespace divisi::server

#include "eval/figures_json.h"

#include <charconv>

#include "core/json.h"

namespace divisi::eval {

std::string exact(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string figures_json(const std::map<std::string, double>& figures) {
  std::string json = "{";
  for (const auto& [key, value] : figures) {
    json += (json.size() > 1 ? ", " : "") + core::quote_json(key) + ": " + exact(value);
  }
  return json + "}";
}

}  // namespace divisi::eval

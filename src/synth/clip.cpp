#include "synth/clip.h"

#include <algorithm>
#include <cstdio>

namespace divisi::synth {
namespace {

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (code < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", code);
      result += escape;
    } else {
      result += c;
    }
  }
  return result + "\"";
}

std::string shortest(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", number);
  return text;
}

std::vector<std::string>& values_of(
    std::vector<std::pair<std::string, std::vector<std::string>>>& fields,
    const std::string& name) {
  for (auto& field : fields) {
    if (field.first == name) return field.second;
  }
  fields.push_back({name, {}});
  return fields.back().second;
}

}  // namespace

void Facts::add(const std::string& name, const std::string& text) {
  values_of(fields_, name).push_back(quoted(text));
}

void Facts::add(const std::string& name, double number) {
  values_of(fields_, name).push_back(shortest(number));
}

void Facts::add(const Facts& others) {
  for (const auto& [name, values] : others.fields_) {
    auto& own = values_of(fields_, name);
    own.insert(own.end(), values.begin(), values.end());
  }
}

std::string Facts::to_json() const {
  std::string json = "{";
  for (const auto& [name, values] : fields_) {
    json += json.size() > 1 ? ",\n  " : "\n  ";
    json += quoted(name) + ": ";
    if (values.size() == 1) {
      json += values.front();
      continue;
    }
    json += "[";
    for (std::size_t i = 0; i < values.size(); ++i) json += (i > 0 ? ", " : "") + values[i];
    json += "]";
  }
  return json + "\n}\n";
}

}  // namespace divisi::synth

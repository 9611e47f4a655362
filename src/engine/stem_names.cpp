#include "engine/stem_names.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <set>

namespace divisi::engine {
namespace {

constexpr std::size_t kMostNameBytes = 60;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return c < 0x80 ? char(std::tolower(c)) : char(c); });
  return text;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Letters and digits as they are, all else of ASCII as single low lines.
std::string slug(const std::string& name) {
  std::string text;
  for (const char c : lower(name)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || std::isalnum(byte) != 0) {
      text += c;
    } else if (!text.empty() && text.back() != '_') {
      text += '_';
    }
  }
  if (text.size() > kMostNameBytes) {
    std::size_t end = kMostNameBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text.resize(end);
  }
  while (!text.empty() && text.back() == '_') text.pop_back();
  return text.empty() ? "part" : text;
}

bool is_called(const Part& part, int number, const std::string& wanted) {
  int value = 0;
  const auto [stop, problem] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), value);
  if (problem == std::errc() && stop == wanted.data() + wanted.size()) return value == number;
  return lower(part.name) == lower(wanted) || stem_name(number, part.name) == lower(wanted);
}

std::string names_of(const std::vector<Part>& parts) {
  std::string names;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    names += (i == 0 ? "" : ", ") + std::to_string(i + 1) + " " + parts[i].name;
  }
  return names.empty() ? "none: no notes were found" : names;
}

}  // namespace

const char* const kResidualName = "residual";
const char* const kRemixName = "remix";
const char* const kComparisonName = "original_and_remix";

std::string stem_name(int number, const std::string& part_name) {
  return (number < 10 ? "0" : "") + std::to_string(number) + "_" + slug(part_name);
}

bool is_stem_file(const std::string& file_name) {
  const std::size_t dot = file_name.rfind('.');
  if (dot == std::string::npos) return false;
  const std::string name = file_name.substr(0, dot), ending = file_name.substr(dot);
  if (ending != ".flac" && ending != ".wav") return false;
  if (name == kResidualName || name == kRemixName || name == kComparisonName) return true;
  const auto after = std::find_if_not(name.begin(), name.end(), is_digit);
  return after - name.begin() >= 2 && after != name.end() && *after == '_';
}

Expected<std::vector<int>> chosen_parts(const std::vector<Part>& parts,
                                        const std::vector<std::string>& only) {
  std::set<int> chosen;
  for (const std::string& wanted : only) {
    const std::size_t before = chosen.size();
    bool found = false;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (!is_called(parts[i], int(i) + 1, wanted)) continue;
      chosen.insert(int(i));
      found = true;
    }
    if (found || chosen.size() > before) continue;
    return Error{ErrorCode::invalid_argument,
                 "no part is called '" + wanted + "'; the parts are " + names_of(parts),
                 {}};
  }
  if (only.empty()) {
    for (std::size_t i = 0; i < parts.size(); ++i) chosen.insert(int(i));
  }
  return std::vector<int>(chosen.begin(), chosen.end());
}

}  // namespace divisi::engine

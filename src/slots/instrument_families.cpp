#include "slots/instrument_families.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>

namespace divisi::slots {
namespace {

const std::map<std::string, std::string> kFamilies = {
    // URMP's codes
    {"vn", "strings"},
    {"va", "strings"},
    {"vc", "strings"},
    {"db", "strings"},
    {"fl", "woodwinds"},
    {"ob", "woodwinds"},
    {"cl", "woodwinds"},
    {"sax", "woodwinds"},
    {"bn", "woodwinds"},
    {"tpt", "brass"},
    {"hn", "brass"},
    {"tbn", "brass"},
    {"tba", "brass"},
    // names
    {"violin", "strings"},
    {"viola", "strings"},
    {"cello", "strings"},
    {"double bass", "strings"},
    {"strings", "strings"},
    {"flute", "woodwinds"},
    {"oboe", "woodwinds"},
    {"clarinet", "woodwinds"},
    {"saxophone", "woodwinds"},
    {"bassoon", "woodwinds"},
    {"trumpet", "brass"},
    {"horn", "brass"},
    {"trombone", "brass"},
    {"tuba", "brass"},
    {"brass", "brass"},
    {"piano", "keyboards"},
    {"harpsichord", "keyboards"},
    {"organ", "keyboards"},
};

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// "1 vn", "Violin 2" and "strings1" without their numbers and in lower case.
std::string bare_name(const std::string& source) {
  std::string name;
  for (const char c : source) {
    name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  const auto is_edge = [](char c) { return is_digit(c) || c == ' ' || c == '_'; };
  while (!name.empty() && is_edge(name.back())) name.pop_back();
  name.erase(name.begin(), std::find_if_not(name.begin(), name.end(), is_edge));
  return name;
}

}  // namespace

std::string family_of_program(int program) {
  if (program < 0) return "";
  if (program <= 7 || (program >= 16 && program <= 20)) return "keyboards";
  if ((program >= 40 && program <= 45) || (program >= 48 && program <= 51)) return "strings";
  if (program >= 56 && program <= 63) return "brass";
  if (program >= 64 && program <= 79) return "woodwinds";
  return "";
}

std::string family_of_instrument(const std::string& source) {
  const std::string name = bare_name(source);
  if (name == "program") {
    int program = 0;
    const std::size_t start = source.find_first_of("0123456789");
    if (start == std::string::npos) return "";
    std::from_chars(source.data() + start, source.data() + source.size(), program);
    return family_of_program(program - 1);
  }
  const auto found = kFamilies.find(name);
  return found != kFamilies.end() ? found->second : "";
}

}  // namespace divisi::slots

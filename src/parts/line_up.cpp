#include "parts/line_up.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>
#include <string_view>

namespace divisi::parts {
namespace {

constexpr std::string_view kDrums = "drums";

/// "Electric-Piano" is an electric piano.
std::string as_we_write(std::string word) {
  for (char& c : word)
    c = c == '-' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return word;
}

bool is_drums(const std::string& word) { return as_we_write(word) == kDrums; }

Error complaint(const std::string& word, const char* what) {
  std::string all;
  for (const std::string& known : line_up_words()) all += (all.empty() ? "" : ", ") + known;
  return {ErrorCode::invalid_argument, "'" + word + "' " + what + "; expected some of " + all,
          word};
}

bool is_named(const std::vector<Instrument>& line_up, std::size_t family) {
  return std::any_of(line_up.begin(), line_up.end(),
                     [&](const Instrument& one) { return one.family == family; });
}

/// The only family of its kind that was named; nothing where there are more, or none.
std::optional<std::size_t> only_family_of(Kind kind, const std::vector<Instrument>& line_up) {
  std::optional<std::size_t> found;
  for (const Instrument& one : line_up) {
    if (kFamilies[one.family].kind != kind) continue;
    if (found && *found != one.family) return std::nullopt;
    found = one.family;
  }
  return found;
}

/// ln of the sum of e^log over some families.
double log_sum(const float* logs, const std::vector<std::size_t>& families) {
  double greatest = logs[families.front()];
  for (const std::size_t f : families) greatest = std::max(greatest, static_cast<double>(logs[f]));
  double sum = 0.0;
  for (const std::size_t f : families) sum += std::exp(static_cast<double>(logs[f]) - greatest);
  return greatest + std::log(sum);
}

}  // namespace

std::vector<std::string> line_up_words() {
  std::vector<std::string> words;
  words.reserve(kFamilyCount + 1);
  for (const Family& family : kFamilies) words.emplace_back(family.word);
  words.emplace_back(kDrums);
  return words;
}

Expected<std::vector<Instrument>> line_up_of(const std::vector<std::string>& words) {
  std::vector<Instrument> line_up;
  for (const std::string& word : words) {
    if (is_drums(word)) continue;
    const std::optional<std::size_t> family = find_family(as_we_write(word));
    if (!family) return complaint(word, "is no instrument that is known");
    line_up.push_back({*family, {*family}});
  }
  if (std::count_if(words.begin(), words.end(), is_drums) > 1)
    return complaint(std::string(kDrums), "stands there twice");
  if (line_up.empty()) return complaint(std::string(kDrums), "alone are no line-up");
  for (std::size_t f = 0; f < kFamilyCount; ++f) {
    if (is_named(line_up, f)) continue;
    const std::optional<std::size_t> stands_for_it = only_family_of(kFamilies[f].kind, line_up);
    for (Instrument& one : line_up) {
      if (stands_for_it == one.family) one.counted.push_back(f);
    }
  }
  return line_up;
}

std::size_t plain_family(std::size_t family) {
  if (kFamilies[family].word == "bass") return family;
  switch (kFamilies[family].kind) {
    case Kind::struck:
      return *find_family("piano");
    case Kind::plucked:
      return *find_family("guitar");
    case Kind::sustained:
      break;
  }
  return *find_family("strings");
}

FamilySet families_of(const std::vector<Instrument>& line_up) {
  FamilySet named;
  for (const Instrument& one : line_up) named.set(one.family);
  return named;
}

bool names_drums(const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), is_drums);
}

bool may_have_drums(const std::vector<std::string>& words) {
  return words.empty() || names_drums(words);
}

ClassLogs logs_of_line_up(const std::vector<Instrument>& line_up,
                          const std::vector<float>& families) {
  ClassLogs logs(families.size() / kFamilyCount);
  for (std::size_t n = 0; n < logs.size(); ++n) {
    for (const Instrument& one : line_up)
      logs[n].push_back(log_sum(families.data() + n * kFamilyCount, one.counted));
  }
  return logs;
}

}  // namespace divisi::parts

#include "core/annotation.h"

#include <algorithm>
#include <cctype>
#include <tuple>

namespace divisi::core {

void sort_notes(std::vector<AnnotatedNote>& notes) {
  const auto key = [](const AnnotatedNote& note) {
    return std::tie(note.onset_s, note.offset_s, note.pitch_midi, note.source);
  };
  std::stable_sort(notes.begin(), notes.end(),
                   [&](const AnnotatedNote& a, const AnnotatedNote& b) { return key(a) < key(b); });
}

bool is_percussion(const std::string& source) {
  std::string lower = source;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower.find("drum") != std::string::npos || lower.find("perc") != std::string::npos;
}

}  // namespace divisi::core

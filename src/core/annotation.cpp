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

std::vector<AnnotatedNote> notes_of_score(const Score& score) {
  std::vector<AnnotatedNote> notes;
  for (const Part& part : score.parts) {
    const std::string source = part.is_drums ? "drums" : part.name;
    for (const Note& note : part.notes) {
      if (!(note.offset_s > note.onset_s)) continue;
      notes.push_back({note.onset_s, note.offset_s, static_cast<double>(note.pitch_midi),
                       static_cast<double>(note.velocity), source});
    }
  }
  sort_notes(notes);
  return notes;
}

bool is_percussion(const std::string& source) {
  std::string lower = source;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower.find("drum") != std::string::npos || lower.find("perc") != std::string::npos;
}

}  // namespace divisi::core

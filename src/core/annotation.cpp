#include "core/annotation.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string_view>
#include <tuple>

namespace divisi::core {

void sort_notes(std::vector<AnnotatedNote>& notes) {
  const auto key = [](const AnnotatedNote& note) {
    return std::tie(note.onset_s, note.offset_s, note.pitch_midi, note.source);
  };
  std::stable_sort(notes.begin(), notes.end(),
                   [&](const AnnotatedNote& a, const AnnotatedNote& b) { return key(a) < key(b); });
}

namespace {

/// Labels of pitched sources in which "drum" or "perc" occurs: names of General MIDI, and of a
/// class of instruments in Slakh.
constexpr std::string_view kPitchedAllTheSame[] = {"percussive organ", "chromatic percussion",
                                                   "steel drum"};

/// Parts of one name are different sources: "Violin", "Violin (2)".
std::vector<std::string> sources_of_parts(const Score& score) {
  std::vector<std::string> sources;
  for (const Part& part : score.parts) {
    std::string source = part.is_drums ? "drums" : part.name;
    const auto is_taken = [&](const std::string& name) {
      return std::find(sources.begin(), sources.end(), name) != sources.end();
    };
    for (int number = 2; !part.is_drums && is_taken(source); ++number) {
      source = part.name + " (" + std::to_string(number) + ")";
    }
    sources.push_back(std::move(source));
  }
  return sources;
}

}  // namespace

std::vector<AnnotatedNote> notes_of_score(const Score& score) {
  std::vector<AnnotatedNote> notes;
  const std::vector<std::string> sources = sources_of_parts(score);
  for (std::size_t i = 0; i < score.parts.size(); ++i) {
    const Part& part = score.parts[i];
    const std::string& source = sources[i];
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
  for (const std::string_view pitched : kPitchedAllTheSame) {
    if (lower.find(pitched) != std::string::npos) return false;
  }
  return lower.find("drum") != std::string::npos || lower.find("perc") != std::string::npos;
}

std::vector<AnnotatedNote> without_percussion(const std::vector<AnnotatedNote>& notes) {
  std::vector<AnnotatedNote> kept;
  std::copy_if(notes.begin(), notes.end(), std::back_inserter(kept),
               [](const AnnotatedNote& note) { return !is_percussion(note.source); });
  return kept;
}

}  // namespace divisi::core

#include "core/score_of_notes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace divisi::core {
namespace {

constexpr int kOrdinaryVelocity = 80;

int velocity_of(const AnnotatedNote& note) {
  if (!(note.velocity >= 0.0)) return kOrdinaryVelocity;
  return static_cast<int>(std::clamp(std::nearbyint(note.velocity), 1.0, 127.0));
}

}  // namespace

Score score_of_notes(const std::vector<AnnotatedNote>& notes) {
  std::map<std::pair<bool, std::string>, Part> parts;
  Score score;
  for (const AnnotatedNote& note : notes) {
    const double key = std::nearbyint(note.pitch_midi);
    if (!(key >= 0.0 && key <= 127.0)) continue;
    const bool is_drums = is_percussion(note.source);
    Part& part = parts[{is_drums, note.source}];
    part.name = note.source;
    part.is_drums = is_drums;
    part.notes.push_back(
        {note.onset_s, note.offset_s, static_cast<int>(key), velocity_of(note), 1.0});
    score.duration_s = std::max(score.duration_s, note.offset_s);
  }
  for (auto& [order, part] : parts) {
    std::stable_sort(part.notes.begin(), part.notes.end(), [](const Note& a, const Note& b) {
      return std::tie(a.onset_s, a.pitch_midi) < std::tie(b.onset_s, b.pitch_midi);
    });
    score.parts.push_back(std::move(part));
  }
  return score;
}

}  // namespace divisi::core

#include "synth/single_line.h"

#include <algorithm>
#include <tuple>

namespace divisi::synth {
namespace {

constexpr double kOverlap_s = 0.06;  // what legato playing leaves over
constexpr double kTogether_s = 0.005;

}  // namespace

std::vector<Note> single_line(std::vector<Note> notes, Line line) {
  if (line == Line::all) return notes;
  const auto height = [line](const Note& note) {
    return line == Line::top ? note.pitch_midi : -note.pitch_midi;
  };
  std::stable_sort(notes.begin(), notes.end(), [&](const Note& a, const Note& b) {
    return std::make_tuple(a.onset_s, -height(a)) < std::make_tuple(b.onset_s, -height(b));
  });
  std::vector<Note> kept;
  for (const Note& note : notes) {
    if (!kept.empty()) {
      Note& last = kept.back();
      const bool together = note.onset_s - last.onset_s < kTogether_s;
      const bool is_covered =
          last.offset_s > note.onset_s + kOverlap_s && height(last) >= height(note);
      if (together || is_covered) continue;
      last.offset_s = std::min(last.offset_s, note.onset_s);
    }
    kept.push_back(note);
  }
  return kept;
}

}  // namespace divisi::synth

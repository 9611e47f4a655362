#include "score/wheel.h"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace divisi::score {
namespace {

/// Notes of a line overlap a little.
constexpr double kTogether_s = 0.05;

/// For each note, whether no other sounds while it does, but for a moment.
std::vector<bool> alone(const std::vector<Note>& notes) {
  std::vector<bool> is_alone(notes.size(), true);
  double latest_s = -std::numeric_limits<double>::infinity();
  std::size_t latest = 0;  // of those before, the one that ends last
  for (std::size_t n = 0; n < notes.size(); ++n) {
    if (latest_s > notes[n].onset_s + kTogether_s) is_alone[n] = is_alone[latest] = false;
    if (notes[n].offset_s > latest_s) {
      latest_s = notes[n].offset_s;
      latest = n;
    }
  }
  return is_alone;
}

}  // namespace

std::vector<WheelTurn> wheel_of(const std::vector<Note>& notes) {
  const std::vector<bool> is_alone = alone(notes);
  std::vector<WheelTurn> turns;
  const auto turn = [&](double time_s, int cents) {
    while (!turns.empty() && turns.back().time_s >= time_s) turns.pop_back();
    if ((turns.empty() ? 0 : turns.back().cents) != cents) turns.push_back({time_s, cents});
  };
  for (std::size_t n = 0; n < notes.size(); ++n) {
    const Note& note = notes[n];
    if (!is_alone[n] || note.bend_cents.empty()) {
      turn(note.onset_s, 0);
      continue;
    }
    for (std::size_t i = 0; i < note.bend_cents.size(); ++i)
      turn(time_of_bend(note, i), note.bend_cents[i]);
  }
  return turns;
}

}  // namespace divisi::score

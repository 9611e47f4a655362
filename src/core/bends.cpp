#include <algorithm>
#include <cmath>

#include "divisi/score.h"

namespace divisi {

double time_of_bend(const Note& note, std::size_t i) {
  if (note.bend_cents.size() < 2) return note.onset_s;
  const double share = static_cast<double>(i) / static_cast<double>(note.bend_cents.size() - 1);
  return note.onset_s + share * (note.offset_s - note.onset_s);
}

double bend_at(const Note& note, double time_s) {
  const std::vector<int>& bends = note.bend_cents;
  if (bends.empty()) return 0.0;
  const double share = (time_s - note.onset_s) / (note.offset_s - note.onset_s);
  const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(bends.size() - 1);
  const auto left = static_cast<std::size_t>(std::floor(place));
  const std::size_t right = std::min(left + 1, bends.size() - 1);
  return bends[left] + (place - static_cast<double>(left)) * (bends[right] - bends[left]);
}

}  // namespace divisi

#include "core/between.h"
#include "divisi/score.h"

namespace divisi {

double time_of_bend(const Note& note, std::size_t i) {
  if (note.bend_cents.size() < 2) return note.onset_s;
  const double share = static_cast<double>(i) / static_cast<double>(note.bend_cents.size() - 1);
  return note.onset_s + share * (note.offset_s - note.onset_s);
}

double bend_at(const Note& note, double time_s) {
  if (note.bend_cents.empty()) return 0.0;
  const double share = (time_s - note.onset_s) / (note.offset_s - note.onset_s);
  return core::between(note.bend_cents, share * static_cast<double>(note.bend_cents.size() - 1));
}

}  // namespace divisi

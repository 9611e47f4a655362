#include "timbre/excerpts.h"

#include <algorithm>
#include <cmath>

namespace divisi::timbre {

std::string first_nonsense(const ExcerptRanges& r) {
  if (r.crop_notes < 4) return "crop_notes must be at least 4";
  if (!(r.most_dropped >= 0.0 && r.most_dropped < 1.0)) return "most_dropped must lie in [0, 1)";
  if (r.most_transposed < 0 || r.most_transposed > 24) return "most_transposed must be 0 to 24";
  if (!(r.slowest > 0.0 && r.slowest <= r.fastest && std::isfinite(r.fastest)))
    return "slowest must be positive and at most fastest";
  return {};
}

hearing::HeardNotes draw_excerpt(const hearing::HeardNotes& piece, const ExcerptRanges& ranges,
                                 core::Rng& rng) {
  const int count = static_cast<int>(piece.tokens.count());
  const int first = rng.integer(0, std::max(0, count - ranges.crop_notes));
  const double dropped = rng.uniform(0.0, ranges.most_dropped);
  const double time = rng.uniform(ranges.slowest, ranges.fastest);
  const int semitones = rng.integer(-ranges.most_transposed, ranges.most_transposed);
  hearing::HeardNotes excerpt;
  excerpt.tokens = piece.tokens.none_alike();
  for (int n = first; n < std::min(count, first + ranges.crop_notes); ++n) {
    if (rng.chance(dropped)) continue;
    Note note = piece.tokens.notes[static_cast<std::size_t>(n)];
    note.onset_s *= time;
    note.offset_s *= time;
    note.pitch_midi += semitones;
    const auto token = static_cast<std::size_t>(n);
    excerpt.tokens.add(note, piece.tokens.vector(token), piece.tokens.beginning(token));
    excerpt.sources.push_back(piece.sources[token]);
    if (!piece.families.empty()) excerpt.families.push_back(piece.families[token]);
    if (!piece.players.empty()) excerpt.players.push_back(piece.players[token]);
  }
  return excerpt;
}

}  // namespace divisi::timbre

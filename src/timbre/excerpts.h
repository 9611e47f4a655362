/// What training sees of a piece that was heard: some of its notes, slower or faster, higher or
/// lower.
#pragma once

#include <string>

#include "core/rng.h"
#include "hearing/heard_clip.h"

namespace divisi::timbre {

struct ExcerptRanges {
  int crop_notes = 200;
  double most_dropped = 0.2;  ///< share of a piece's notes, uniform from 0
  int most_transposed = 6;    ///< semitones up or down
  double slowest = 0.7;       ///< factor of all times
  double fastest = 1.4;
};

/// Calls `visit(name, field)` for every range. `Ranges` may be const.
template <class Ranges, class Visit>
void visit_excerpt_ranges(Ranges& ranges, Visit&& visit) {
  visit("crop_notes", ranges.crop_notes);
  visit("most_dropped", ranges.most_dropped);
  visit("most_transposed", ranges.most_transposed);
  visit("slowest", ranges.slowest);
  visit("fastest", ranges.fastest);
}

/// What makes no sense in them; empty when all does.
std::string first_nonsense(const ExcerptRanges& ranges);

hearing::HeardNotes draw_excerpt(const hearing::HeardNotes& piece, const ExcerptRanges& ranges,
                                 core::Rng& rng);

}  // namespace divisi::timbre

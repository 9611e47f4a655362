/// Parts of made-up instruments: each has a direction of its own, each recording turns it a little.
#pragma once

#include <string>
#include <vector>

#include "core/rng.h"
#include "parts/labelled_part.h"

namespace divisi::parts::testing {

inline constexpr int kMadeDimensions = 6;

/// Instrument `which` of up to six in recording `number`, played between two pitches.
inline LabelledPart make_part(int which, int number, int lowest = 50, int highest = 80,
                              int notes = 24, double recording = 0.25) {
  core::Rng rng(static_cast<std::uint64_t>(1000 * number + which + 1));
  LabelledPart part{{kMadeDimensions, {}, {}},
                    "instrument " + std::to_string(which),
                    static_cast<std::size_t>(which),
                    number};
  std::vector<double> direction(kMadeDimensions);
  for (int d = 0; d < kMadeDimensions; ++d)
    direction[static_cast<std::size_t>(d)] = (d == which ? 1.0 : 0.0) + rng.normal(0.0, recording);
  for (int n = 0; n < notes; ++n) {
    std::vector<float> vector;
    for (const double x : direction)
      vector.push_back(static_cast<float>(8.0 * (x + rng.normal(0.0, 0.2))));
    Note note;
    note.onset_s = 0.5 * n;
    note.offset_s = note.onset_s + 0.4;
    note.pitch_midi = rng.integer(lowest, highest);
    part.tokens.add(note, vector.data());
  }
  return part;
}

inline std::vector<LabelledPart> make_parts(int instruments, int first, int recordings) {
  std::vector<LabelledPart> parts;
  for (int number = first; number < first + recordings; ++number)
    for (int which = 0; which < instruments; ++which) parts.push_back(make_part(which, number));
  return parts;
}

}  // namespace divisi::parts::testing

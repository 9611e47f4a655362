/// How alike notes sound, and whether that tells whose they are.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "hearing/heard_clip.h"

namespace divisi::hearing {

/// The probability that a pair of notes of one source is more alike (cosine) than a pair of two
/// (Mann-Whitney), each within a piece; 0 where a kind of pair is missing. Intervals are the
/// pairs' own.
struct PairFigures {
  double all = 0.0;
  double near = 0.0;  ///< among pairs at most 4 semitones apart
  double far = 0.0;   ///< among pairs more than an octave apart
};

/// Up to 600 random pairs of each piece with two sources or more, the same for any vectors.
PairFigures judge_pairs(const std::vector<HeardNotes>& pieces);

/// The notes of one piece whose sources are known, ordered by source, then onset: cosines of all
/// pairs, of `before` on the left and `after` on the right, in squares as large as the piece.
/// Requires: the same notes in both. Errors: io.
Expected<void> draw_similarity(const HeardNotes& before, const HeardNotes& after,
                               const std::string& title, const std::filesystem::path& path);

}  // namespace divisi::hearing

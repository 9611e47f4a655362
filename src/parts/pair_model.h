/// Are two notes of one source? A calibrated answer from what they sound like and how far apart
/// they lie.
///
/// Source    ours. logit P(same) = w_cos r_i r_j cos(v_i, v_j) + f(|pitch_i - pitch_j|), with
///           r = |v| / (|v| + s) as the trust in a note's vector, and f piecewise linear, constant
///           beyond its last knot. Fitted by logistic regression on pairs of validation notes.
/// Why       A sum of an inner product and a function of two pitches can be averaged over the pairs
/// of
///           two groups from their sums alone: grouping needs no pairs of old notes, so that its
///           memory is bounded and it is exact (parts/source.h).
/// Units     semitones; logits are natural logarithms of odds.
#pragma once

#include <vector>

#include "parts/note_token.h"

namespace divisi::parts {

struct PairModel {
  double cosine_weight = 4.0;
  double half_trust = 0.5;  ///< s: the length of a vector that is trusted by half; >= 0
  std::vector<double> knots_semitones = {0, 2, 4, 7, 12, 16, 24, 36};   ///< rising from 0
  std::vector<double> pitch_logits = {-2, -2, -2, -2, -2, -2, -2, -2};  ///< f at the knots

  /// f
  double pitch_logit(double distance_semitones) const;
  /// r v / |v|; `out` has the tokens' dimensions.
  void trusted_vector(const NoteTokens& tokens, std::size_t token, float* out) const;
};

}  // namespace divisi::parts

/// Are two notes of one source? A calibrated answer from what they sound like and how far apart
/// they lie.
///
/// Source    ours. logit P(same) = w_cos r_i r_j cos(v_i, v_j) + f(|pitch_i - pitch_j|), with
///           r = |v| / (|v| + s) as the trust in a note's vector, and f piecewise linear, constant
///           beyond its last knot. In a stereo recording, g(|position_i - position_j|), likewise
///           piecewise linear, is added to it: the log likelihood ratio that left and right add.
///           Fitted by logistic regression on pairs of validation notes.
/// Why       A sum of an inner product and a function of two pitches can be averaged over the pairs
/// of
///           two groups from their sums alone: grouping needs no pairs of old notes, so that its
///           memory is bounded and it is exact (parts/source.h).
/// Units     semitones; positions from -1 to 1; logits are natural logarithms of odds.
#pragma once

#include <vector>

#include "parts/note_token.h"

namespace divisi::parts {

struct PairModel {
  double cosine_weight = 4.0;
  double half_trust = 0.5;  ///< s: the length of a vector that is trusted by half; >= 0
  std::vector<double> knots_semitones = {0, 2, 4, 7, 12, 16, 24, 36};   ///< rising from 0
  std::vector<double> pitch_logits = {-2, -2, -2, -2, -2, -2, -2, -2};  ///< f at the knots

  std::vector<double> knots_apart = {0.0, 0.05, 0.1, 0.2, 0.35, 0.6, 1.0};  ///< rising from 0
  std::vector<double> position_logits = {};  ///< g at the knots; empty: positions do not count

  /// f
  double pitch_logit(double distance_semitones) const;
  /// g; 0 without position_logits
  double position_logit(double distance) const;
  /// r v / |v|; `out` has the tokens' dimensions.
  void trusted_vector(const NoteTokens& tokens, std::size_t token, float* out) const;
};

}  // namespace divisi::parts

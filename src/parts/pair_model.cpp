#include "parts/pair_model.h"

#include <algorithm>
#include <cmath>

namespace divisi::parts {

double PairModel::pitch_logit(double distance_semitones) const {
  const auto above =
      std::upper_bound(knots_semitones.begin(), knots_semitones.end(), distance_semitones);
  if (above == knots_semitones.end()) return pitch_logits.back();
  const auto i = static_cast<std::size_t>(above - knots_semitones.begin());
  if (i == 0) return pitch_logits.front();
  const double width = knots_semitones[i] - knots_semitones[i - 1];
  const double share = (distance_semitones - knots_semitones[i - 1]) / width;
  return (1.0 - share) * pitch_logits[i - 1] + share * pitch_logits[i];
}

void PairModel::trusted_vector(const NoteTokens& tokens, std::size_t token, float* out) const {
  const float* vector = tokens.vector(token);
  double squares = 0.0;
  for (int d = 0; d < tokens.dimensions; ++d) squares += static_cast<double>(vector[d]) * vector[d];
  const double length = std::sqrt(squares);
  const double scale = length > 0.0 ? 1.0 / (length + half_trust) : 0.0;
  for (int d = 0; d < tokens.dimensions; ++d) out[d] = static_cast<float>(scale * vector[d]);
}

}  // namespace divisi::parts

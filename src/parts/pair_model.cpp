#include "parts/pair_model.h"

#include <algorithm>
#include <cmath>

namespace divisi::parts {
namespace {

/// Linear between the knots, constant beyond them.
double between(const std::vector<double>& knots, const std::vector<double>& values, double at) {
  const auto above = std::upper_bound(knots.begin(), knots.end(), at);
  if (above == knots.end()) return values.back();
  const auto i = static_cast<std::size_t>(above - knots.begin());
  if (i == 0) return values.front();
  const double width = knots[i] - knots[i - 1];
  const double share = (at - knots[i - 1]) / width;
  return (1.0 - share) * values[i - 1] + share * values[i];
}

}  // namespace

double PairModel::pitch_logit(double distance_semitones) const {
  return between(knots_semitones, pitch_logits, distance_semitones);
}

double PairModel::position_logit(double distance) const {
  return position_logits.empty() ? 0.0 : between(knots_apart, position_logits, distance);
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

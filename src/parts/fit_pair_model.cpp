#include "parts/fit_pair_model.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace divisi::parts {
namespace {

constexpr int kMostSteps = 50;
constexpr double kRidge = 1e-4;
constexpr double kSmallStep = 1e-8;

using Vector = std::vector<double>;

/// The cosine, then how far each knot is answered for: hat functions.
Vector inputs_of(const LabelledPair& pair, const PairModel& model) {
  Vector x = {pair.trusted_cosine};
  PairModel hat = model;
  for (std::size_t knot = 0; knot < model.knots_semitones.size(); ++knot) {
    hat.pitch_logits.assign(model.knots_semitones.size(), 0.0);
    hat.pitch_logits[knot] = 1.0;
    x.push_back(hat.pitch_logit(pair.distance_semitones));
  }
  return x;
}

Vector hats_of(double apart, PairModel model) {
  Vector x;
  for (std::size_t knot = 0; knot < model.knots_apart.size(); ++knot) {
    model.position_logits.assign(model.knots_apart.size(), 0.0);
    model.position_logits[knot] = 1.0;
    x.push_back(model.position_logit(apart));
  }
  return x;
}

double inner(const Vector& a, const Vector& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Solves A x = b for a positive definite A [n, n] by Cholesky's factors, in place.
Vector solve(std::vector<Vector> a, Vector b) {
  const std::size_t n = b.size();
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < j; ++k) a[j][j] -= a[j][k] * a[j][k];
    a[j][j] = std::sqrt(std::max(a[j][j], 1e-12));
    for (std::size_t i = j + 1; i < n; ++i) {
      for (std::size_t k = 0; k < j; ++k) a[i][j] -= a[i][k] * a[j][k];
      a[i][j] /= a[j][j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= a[i][k] * b[k];
    b[i] /= a[i][i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= a[k][i] * b[k];
    b[i] /= a[i][i];
  }
  return b;
}

struct Row {
  Vector inputs;
  double truth = 0.0;
  double weight = 0.0;
  double known = 0.0;  ///< logit that is given, beside what is learnt
};

double logit_of(const Row& row, const Vector& weights) {
  return row.known + inner(row.inputs, weights);
}

/// One step of Newton's method from `weights`.
Vector step_from(const std::vector<Row>& rows, const Vector& weights) {
  const std::size_t n = weights.size();
  Vector gradient(n);
  std::vector<Vector> curvature(n, Vector(n, 0.0));
  for (std::size_t i = 0; i < n; ++i) {
    gradient[i] = -2.0 * kRidge * weights[i];
    curvature[i][i] = 2.0 * kRidge;
  }
  for (const Row& row : rows) {
    const double probability = 1.0 / (1.0 + std::exp(-logit_of(row, weights)));
    const double error = row.weight * (row.truth - probability);
    const double bend = row.weight * probability * (1.0 - probability);
    for (std::size_t i = 0; i < n; ++i) {
      if (row.inputs[i] == 0.0) continue;
      gradient[i] += error * row.inputs[i];
      for (std::size_t j = 0; j < n; ++j) curvature[i][j] += bend * row.inputs[i] * row.inputs[j];
    }
  }
  return solve(std::move(curvature), std::move(gradient));
}

double log_loss(const std::vector<Row>& rows, const Vector& weights) {
  double sum = 0.0;
  for (const Row& row : rows) {
    const double logit = logit_of(row, weights) * (row.truth > 0.5 ? 1.0 : -1.0);
    sum += row.weight *
           (logit > 0.0 ? std::log1p(std::exp(-logit)) : std::log1p(std::exp(logit)) - logit);
  }
  return sum;
}

Vector fit(const std::vector<Row>& rows, std::size_t count) {
  Vector weights(count, 0.0);
  for (int step = 0; step < kMostSteps; ++step) {
    const Vector change = step_from(rows, weights);
    double largest = 0.0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      weights[i] += change[i];
      largest = std::max(largest, std::abs(change[i]));
    }
    if (largest < kSmallStep) break;
  }
  return weights;
}

}  // namespace

FittedPairs fit_pair_model(const std::vector<LabelledPair>& pairs, const PairModel& start) {
  double total = 0.0;
  double same = 0.0;
  for (const LabelledPair& pair : pairs) {
    total += pair.weight;
    same += pair.is_same ? pair.weight : 0.0;
  }
  if (same <= 0.0 || same >= total) return {start, 0.0};
  std::vector<Row> rows;
  for (const LabelledPair& pair : pairs)
    rows.push_back({inputs_of(pair, start), pair.is_same ? 1.0 : 0.0, pair.weight / total});
  const Vector weights = fit(rows, 1 + start.knots_semitones.size());
  FittedPairs fitted{start, log_loss(rows, weights)};
  fitted.model.cosine_weight = weights.front();
  fitted.model.pitch_logits.assign(weights.begin() + 1, weights.end());
  return fitted;
}

FittedPairs fit_positions(const std::vector<PlacedPair>& pairs, const PairModel& start) {
  const auto is_same = [](const PlacedPair& pair) { return pair.is_same; };
  const auto same = std::count_if(pairs.begin(), pairs.end(), is_same);
  if (same == 0 || same == static_cast<std::ptrdiff_t>(pairs.size())) return {start, 0.0};
  const double weight = 1.0 / static_cast<double>(pairs.size());
  std::vector<Row> rows;
  for (const PlacedPair& pair : pairs)
    rows.push_back({hats_of(pair.apart, start), pair.is_same ? 1.0 : 0.0, weight, pair.logit});
  FittedPairs fitted{start, 0.0};
  fitted.model.position_logits = fit(rows, start.knots_apart.size());
  fitted.log_loss = log_loss(rows, fitted.model.position_logits);
  return fitted;
}

}  // namespace divisi::parts

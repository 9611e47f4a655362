#include "eval/coordinate_search.h"

namespace divisi::eval {
namespace {

constexpr double kLeastGain = 1e-9;

/// Tries every candidate of one coordinate; true if one was better.
bool improve(std::vector<Coordinate>& coordinates, Coordinate& one,
             const std::function<double(const std::vector<Coordinate>&)>& score, double& best) {
  const double before = one.value;
  double best_value = before;
  for (const double candidate : one.candidates) {
    if (candidate == before) continue;
    one.value = candidate;
    const double now = score(coordinates);
    if (now > best + kLeastGain) {
      best = now;
      best_value = candidate;
    }
  }
  one.value = best_value;
  return best_value != before;
}

}  // namespace

double coordinate_search(std::vector<Coordinate>& coordinates,
                         const std::function<double(const std::vector<Coordinate>&)>& score,
                         int rounds, const SearchProgress& progress) {
  double best = score(coordinates);
  for (int round = 0; round < rounds; ++round) {
    bool changed = false;
    for (Coordinate& coordinate : coordinates) {
      changed = improve(coordinates, coordinate, score, best) || changed;
      if (progress) progress(coordinate, best);
    }
    if (!changed) break;
  }
  return best;
}

}  // namespace divisi::eval

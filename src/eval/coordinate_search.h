/// The best of a grid of settings, one coordinate at a time.
///
/// Source    cyclic coordinate ascent. It finds a setting that no change of a single coordinate
///           within its candidates improves; not certainly the best of all.
/// Thread    safe where `score` is.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace divisi::eval {

struct Coordinate {
  std::string name;
  double value = 0.0;              ///< where the search begins; the best one afterwards
  std::vector<double> candidates;  ///< in any order
};

/// Called after each coordinate of each round with the best score so far.
using SearchProgress = std::function<void(const Coordinate& coordinate, double best_score)>;

/// Goes through all coordinates until a round changes none, at most `rounds` times. A candidate
/// must score better by more than 1e-9 to be taken. Returns the best score.
double coordinate_search(std::vector<Coordinate>& coordinates,
                         const std::function<double(const std::vector<Coordinate>&)>& score,
                         int rounds, const SearchProgress& progress = {});

}  // namespace divisi::eval

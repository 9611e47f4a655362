#include "draw/note_shares.h"

#include <algorithm>

namespace divisi::draw {

std::vector<float> shares_of(const Dealing& dealing, std::size_t note) {
  const Map2d& shares = dealing.shares;
  if (note >= shares.rows || shares.cells.size() != shares.rows * shares.columns) return {};
  return {shares.row(note), shares.row(note) + shares.columns};
}

RunnerUp runner_up(const std::vector<float>& shares, std::size_t winner) {
  RunnerUp best;
  for (std::size_t p = 0; p < shares.size(); ++p) {
    if (p != winner && shares[p] > best.share) best = {p, std::min(1.0f, shares[p])};
  }
  return best;
}

Colour share_colour(const std::vector<float>& shares, std::size_t winner) {
  Colour sum{0.0, 0.0, 0.0, 1.0};
  double total = 0.0;
  for (std::size_t p = 0; p < shares.size(); ++p) {
    const double share = shares[p];
    if (!(share > 0.0 && share <= 1.001)) continue;
    const Colour colour = part_colour(p);
    sum = {sum.red + share * colour.red, sum.green + share * colour.green,
           sum.blue + share * colour.blue, 1.0};
    total += share;
  }
  if (total <= 0.0) return part_colour(winner);
  return {sum.red / total, sum.green / total, sum.blue / total, 1.0};
}

}  // namespace divisi::draw

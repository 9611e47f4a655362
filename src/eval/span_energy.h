/// How much of a signal's energy lies in the space that others span, from inner products alone.
///
/// Source    the normal equations by Cholesky's factorisation: with G = L L^T and p the products
///           of a signal with the others, the energy of its projection is |L^-1 p|^2.
/// Shapes    a matrix [n, n] row by row; products [n].
/// Cost      n^3 / 6 once, n^2 / 2 for each signal.
/// Thread    const-safe.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace divisi::eval {

class SpanEnergy {
 public:
  /// `gram`: the inner products of the others among themselves; only its lower half is read. One
  /// that lies in the span of those before it adds nothing.
  SpanEnergy(std::vector<double> gram, std::size_t count);

  double energy(std::span<const double> products) const;

 private:
  void eliminate(std::size_t first, std::size_t end);

  std::size_t count_;
  std::vector<double> factor_;  ///< L, in the lower half
};

}  // namespace divisi::eval

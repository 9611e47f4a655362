#include "eval/span_energy.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/check.h"

namespace divisi::eval {
namespace {

constexpr std::size_t kBlock = 32;    // rows that stay in the cache while all others pass
constexpr double kDependent = 1e-12;  // of a signal's energy: what rounding leaves of nothing

/// In eight sums, so that the compiler can use vectors.
double dot(const double* a, const double* b, std::size_t count) {
  std::array<double, 8> sums{};
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    for (std::size_t k = 0; k < 8; ++k) sums[k] += a[i + k] * b[i + k];
  }
  double sum = 0.0;
  for (; i < count; ++i) sum += a[i] * b[i];
  for (const double part : sums) sum += part;
  return sum;
}

}  // namespace

SpanEnergy::SpanEnergy(std::vector<double> gram, std::size_t count)
    : count_(count), factor_(std::move(gram)) {
  DIVISI_CHECK(factor_.size() == count * count, "a square matrix");
  for (std::size_t first = 0; first < count; first += kBlock) {
    eliminate(first, std::min(first + kBlock, count));
  }
}

/// Columns [first, end) of L, for all rows below.
void SpanEnergy::eliminate(std::size_t first, std::size_t end) {
  for (std::size_t i = first; i < count_; ++i) {
    double* row = &factor_[i * count_];
    for (std::size_t j = first; j < std::min(end, i); ++j) {
      const double* other = &factor_[j * count_];
      row[j] = other[j] > 0.0 ? (row[j] - dot(row, other, j)) / other[j] : 0.0;
    }
    if (i >= end) continue;
    const double rest = row[i] - dot(row, row, i);
    row[i] = rest > kDependent * row[i] ? std::sqrt(rest) : 0.0;
  }
}

double SpanEnergy::energy(std::span<const double> products) const {
  DIVISI_CHECK(products.size() == count_, "one product for each signal");
  std::vector<double> solved(count_, 0.0);
  double energy = 0.0;
  for (std::size_t i = 0; i < count_; ++i) {
    const double* row = &factor_[i * count_];
    if (row[i] > 0.0) solved[i] = (products[i] - dot(row, solved.data(), i)) / row[i];
    energy += solved[i] * solved[i];
  }
  return energy;
}

}  // namespace divisi::eval

#include "parts/spectral_clustering.h"

#include <cmath>
#include <numeric>

#include "core/check.h"

namespace divisi::parts {
namespace {

/// Square roots of the row sums without the diagonal; 1 for items that are like no other.
std::vector<double> root_degrees(const DenseMatrix& affinity) {
  std::vector<double> roots(affinity.rows);
  for (std::size_t i = 0; i < affinity.rows; ++i) {
    double sum = -affinity.at(i, i);
    for (std::size_t j = 0; j < affinity.columns; ++j) sum += affinity.at(i, j);
    roots[i] = sum > 0.0 ? std::sqrt(sum) : 1.0;
  }
  return roots;
}

/// Products of rows with a small matrix: [N, K] x [K, K].
DenseMatrix product(const DenseMatrix& a, const DenseMatrix& b) {
  DenseMatrix c(a.rows, b.columns);
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t k = 0; k < a.columns; ++k) {
      for (std::size_t j = 0; j < b.columns; ++j) c.at(i, j) += a.at(i, k) * b.at(k, j);
    }
  }
  return c;
}

DenseMatrix transposed(const DenseMatrix& matrix) {
  DenseMatrix turned(matrix.columns, matrix.rows);
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    for (std::size_t j = 0; j < matrix.columns; ++j) turned.at(j, i) = matrix.at(i, j);
  }
  return turned;
}

/// Labels where nothing has to be decided: one group, or a group for each item.
std::vector<int> trivial_labels(std::size_t count, int cluster_count) {
  std::vector<int> labels(count, 0);
  if (cluster_count > 1) std::iota(labels.begin(), labels.end(), 0);
  return labels;
}

bool is_trivial(std::size_t count, int cluster_count) {
  DIVISI_CHECK(cluster_count >= 1, "at least one group");
  return cluster_count == 1 || count <= static_cast<std::size_t>(cluster_count);
}

}  // namespace

DenseMatrix exponential_affinity(const Map2d& items) {
  DenseMatrix affinity(items.rows, items.rows);
  for (std::size_t i = 0; i < items.rows; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double dot = 0.0;
      for (std::size_t d = 0; d < items.columns; ++d) {
        dot += static_cast<double>(items.at(i, d)) * static_cast<double>(items.at(j, d));
      }
      affinity.at(i, j) = affinity.at(j, i) = std::exp(dot);
    }
  }
  return affinity;
}

std::vector<int> cluster_qr(const DenseMatrix& vectors) {
  const std::size_t count = vectors.columns;
  const std::vector<std::size_t> pivots = pivot_columns(transposed(vectors), count);
  DenseMatrix exemplars(count, count);  // a column for each exemplar
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < count; ++j) exemplars.at(j, i) = vectors.at(pivots[i], j);
  }
  const DenseMatrix rotated = product(vectors, polar_factor(exemplars));
  std::vector<int> labels(vectors.rows, 0);
  for (std::size_t i = 0; i < vectors.rows; ++i) {
    for (std::size_t j = 1; j < count; ++j) {
      const auto best = static_cast<std::size_t>(labels[i]);
      if (std::abs(rotated.at(i, j)) > std::abs(rotated.at(i, best))) {
        labels[i] = static_cast<int>(j);
      }
    }
  }
  return labels;
}

std::vector<int> cluster_affinity(DenseMatrix affinity, int cluster_count) {
  DIVISI_CHECK(affinity.rows == affinity.columns, "affinities of each item with each");
  if (is_trivial(affinity.rows, cluster_count)) {
    return trivial_labels(affinity.rows, cluster_count);
  }
  const std::vector<double> roots = root_degrees(affinity);
  for (std::size_t i = 0; i < affinity.rows; ++i) {
    for (std::size_t j = 0; j < affinity.columns; ++j) affinity.at(i, j) /= roots[i] * roots[j];
    affinity.at(i, i) = 0.0;
  }
  // The largest of D^-1/2 A D^-1/2 are the smallest of the Laplacian I - D^-1/2 A D^-1/2.
  DenseMatrix vectors = leading_eigenvectors(affinity, static_cast<std::size_t>(cluster_count));
  for (std::size_t i = 0; i < vectors.rows; ++i) {
    for (std::size_t j = 0; j < vectors.columns; ++j) vectors.at(i, j) /= roots[i];
  }
  return cluster_qr(vectors);
}

std::vector<int> cluster_items(const Map2d& items, int cluster_count) {
  if (is_trivial(items.rows, cluster_count)) return trivial_labels(items.rows, cluster_count);
  return cluster_affinity(exponential_affinity(items), cluster_count);
}

}  // namespace divisi::parts

/// The little linear algebra that clustering needs, on the outside library Eigen.
///
/// Units     double precision throughout; matrices are a few thousand rows at most.
/// Errors    none; a wrong shape is a programming error.
/// Thread    safe. The same input gives the same output.
#pragma once

#include <cstddef>
#include <vector>

namespace divisi::parts {

/// [rows, columns], row-major.
struct DenseMatrix {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> cells;

  DenseMatrix() = default;
  DenseMatrix(std::size_t row_count, std::size_t column_count)
      : rows(row_count), columns(column_count), cells(row_count * column_count, 0.0) {}

  double& at(std::size_t row, std::size_t column) { return cells[row * columns + column]; }
  double at(std::size_t row, std::size_t column) const { return cells[row * columns + column]; }
};

/// Eigenvectors of the `count` largest eigenvalues of a symmetric [N, N], as columns [N, count],
/// largest first. Requires: 1 <= count <= N.
///
/// Up to 400 rows by full decomposition; beyond, by subspace iteration with Rayleigh-Ritz steps
/// (Golub and Van Loan 2013, section 8.2.4) until the residuals are below 1e-8, 200 steps at most.
DenseMatrix leading_eigenvectors(const DenseMatrix& symmetric, std::size_t count);

/// The `count` columns that QR with column pivoting takes first: the longest, then always the one
/// with the longest part perpendicular to those before. Requires: count <= columns.
std::vector<std::size_t> pivot_columns(const DenseMatrix& matrix, std::size_t count);

/// The orthogonal factor U Vᵀ of a square matrix U S Vᵀ.
DenseMatrix polar_factor(const DenseMatrix& square);

}  // namespace divisi::parts

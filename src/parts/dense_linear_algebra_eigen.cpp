#include <algorithm>
#include <cmath>

#include <Eigen/Dense>

#include "core/check.h"
#include "core/rng.h"
#include "parts/dense_linear_algebra.h"

namespace divisi::parts {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Index = Eigen::Index;

constexpr std::size_t kMostRowsAtOnce = 400;
constexpr Index kSpareVectors = 8;  // beyond those that are asked for: they speed up convergence
constexpr int kMostSteps = 200;
constexpr double kResidual = 1e-8;

Eigen::Map<const Matrix> view(const DenseMatrix& matrix) {
  return {matrix.cells.data(), static_cast<Index>(matrix.rows), static_cast<Index>(matrix.columns)};
}

DenseMatrix copy(const Eigen::Ref<const Matrix>& from) {
  DenseMatrix made(static_cast<std::size_t>(from.rows()), static_cast<std::size_t>(from.cols()));
  Eigen::Map<Matrix>(made.cells.data(), from.rows(), from.cols()) = from;
  return made;
}

/// Eigen gives eigenvalues ascending; we want the last ones, last first.
Matrix largest_first(const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>& solved, Index count) {
  return solved.eigenvectors().rightCols(count).rowwise().reverse();
}

/// The same numbers for every call, and no symmetry that an eigenvector could share.
Eigen::MatrixXd start_vectors(Index rows, Index columns) {
  core::Rng rng(0x73706563);
  Eigen::MatrixXd start(rows, columns);
  for (Index column = 0; column < columns; ++column) {
    for (Index row = 0; row < rows; ++row) start(row, column) = rng.normal();
  }
  return start;
}

Eigen::MatrixXd orthonormal(const Eigen::MatrixXd& columns) {
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(columns);
  return qr.householderQ() * Eigen::MatrixXd::Identity(columns.rows(), columns.cols());
}

Matrix by_subspace_iteration(const Eigen::Map<const Matrix>& symmetric, Index count) {
  const Index width = std::min(symmetric.rows(), count + kSpareVectors);
  Eigen::MatrixXd basis = orthonormal(start_vectors(symmetric.rows(), width));
  Eigen::MatrixXd ritz;
  for (int step = 0; step < kMostSteps; ++step) {
    const Eigen::MatrixXd image = symmetric * basis;
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> small(basis.transpose() * image);
    const Eigen::MatrixXd turn = small.eigenvectors().rightCols(count).rowwise().reverse();
    const Eigen::VectorXd values = small.eigenvalues().tail(count).reverse();
    ritz = basis * turn;
    const Eigen::MatrixXd residual = image * turn - ritz * values.asDiagonal();
    if (residual.cwiseAbs().maxCoeff() < kResidual) break;
    basis = orthonormal(image);
  }
  return ritz;
}

}  // namespace

DenseMatrix leading_eigenvectors(const DenseMatrix& symmetric, std::size_t count) {
  DIVISI_CHECK(symmetric.rows == symmetric.columns, "a symmetric matrix is square");
  DIVISI_CHECK(count >= 1 && count <= symmetric.rows, "as many eigenvectors as there can be");
  if (symmetric.rows > kMostRowsAtOnce) {
    return copy(by_subspace_iteration(view(symmetric), static_cast<Index>(count)));
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solved{Eigen::MatrixXd(view(symmetric))};
  return copy(largest_first(solved, static_cast<Index>(count)));
}

std::vector<std::size_t> pivot_columns(const DenseMatrix& matrix, std::size_t count) {
  DIVISI_CHECK(count <= matrix.columns, "as many pivots as there are columns");
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr{Eigen::MatrixXd(view(matrix))};
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < count; ++i) {
    chosen.push_back(
        static_cast<std::size_t>(qr.colsPermutation().indices()(static_cast<Index>(i))));
  }
  return chosen;
}

DenseMatrix polar_factor(const DenseMatrix& square) {
  DIVISI_CHECK(square.rows == square.columns, "a polar factor of a square matrix");
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(Eigen::MatrixXd(view(square)),
                                              Eigen::ComputeFullU | Eigen::ComputeFullV);
  return copy(svd.matrixU() * svd.matrixV().transpose());
}

}  // namespace divisi::parts

#include "parts/dense_linear_algebra.h"

#include <cmath>

#include <gtest/gtest.h>

#include "core/rng.h"

namespace divisi::parts {
namespace {

/// Positive semidefinite of a low rank, plus a little on the diagonal.
DenseMatrix made_symmetric(std::size_t size, std::size_t rank) {
  core::Rng rng(9);
  DenseMatrix factors(size, rank);
  for (double& cell : factors.cells) cell = rng.normal();
  DenseMatrix made(size, size);
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) {
      for (std::size_t r = 0; r < rank; ++r) {
        made.at(i, j) += factors.at(i, r) * factors.at(j, r) / static_cast<double>(r + 1);
      }
    }
    made.at(i, i) += 0.1;
  }
  return made;
}

/// |A v - (vᵀ A v) v| and |v| of one column.
void expect_eigenvector(const DenseMatrix& matrix, const DenseMatrix& vectors, std::size_t column,
                        double& value) {
  std::vector<double> image(matrix.rows, 0.0);
  value = 0.0;
  double length = 0.0;
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    for (std::size_t j = 0; j < matrix.columns; ++j) {
      image[i] += matrix.at(i, j) * vectors.at(j, column);
    }
    value += image[i] * vectors.at(i, column);
    length += vectors.at(i, column) * vectors.at(i, column);
  }
  EXPECT_NEAR(length, 1.0, 1e-9);
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    EXPECT_NEAR(image[i], value * vectors.at(i, column), 1e-6);
  }
}

TEST(LeadingEigenvectors, OfOneByOne) {
  DenseMatrix one(1, 1);
  one.at(0, 0) = -3.0;
  EXPECT_DOUBLE_EQ(std::abs(leading_eigenvectors(one, 1).at(0, 0)), 1.0);
}

TEST(LeadingEigenvectors, AreThoseOfTheLargestEigenvaluesInOrder) {
  DenseMatrix diagonal(4, 4);
  const double values[] = {2.0, -7.0, 5.0, 3.0};
  for (std::size_t i = 0; i < 4; ++i) diagonal.at(i, i) = values[i];
  const DenseMatrix vectors = leading_eigenvectors(diagonal, 3);
  EXPECT_NEAR(std::abs(vectors.at(2, 0)), 1.0, 1e-12);
  EXPECT_NEAR(std::abs(vectors.at(3, 1)), 1.0, 1e-12);
  EXPECT_NEAR(std::abs(vectors.at(0, 2)), 1.0, 1e-12);
}

TEST(LeadingEigenvectors, SmallAndLargeSatisfyTheEquation) {
  for (const std::size_t size : {30u, 410u}) {
    const DenseMatrix matrix = made_symmetric(size, 6);
    const DenseMatrix vectors = leading_eigenvectors(matrix, 4);
    double before = 1e300;
    for (std::size_t k = 0; k < 4; ++k) {
      double value = 0.0;
      expect_eigenvector(matrix, vectors, k, value);
      EXPECT_LE(value, before * (1.0 + 1e-12)) << size;
      before = value;
    }
  }
}

TEST(PivotColumns, TakeTheLongestThenTheMostPerpendicular) {
  DenseMatrix matrix(2, 4);
  const double columns[4][2] = {{1.0, 0.0}, {3.0, 0.0}, {2.9, 0.1}, {0.0, 1.0}};
  for (std::size_t j = 0; j < 4; ++j) {
    matrix.at(0, j) = columns[j][0];
    matrix.at(1, j) = columns[j][1];
  }
  EXPECT_EQ(pivot_columns(matrix, 2), (std::vector<std::size_t>{1, 3}));
}

TEST(PolarFactor, OfARotationTimesAStretchIsTheRotation) {
  const double c = std::cos(0.4);
  const double s = std::sin(0.4);
  DenseMatrix matrix(2, 2);  // rotation x diag(2, 5)
  matrix.at(0, 0) = c * 2.0;
  matrix.at(0, 1) = -s * 5.0;
  matrix.at(1, 0) = s * 2.0;
  matrix.at(1, 1) = c * 5.0;
  const DenseMatrix polar = polar_factor(matrix);
  // (R S) with S diagonal, positive: polar factor R.
  EXPECT_NEAR(polar.at(0, 0), c, 1e-12);
  EXPECT_NEAR(polar.at(0, 1), -s, 1e-12);
  EXPECT_NEAR(polar.at(1, 0), s, 1e-12);
  EXPECT_NEAR(polar.at(1, 1), c, 1e-12);
}

}  // namespace
}  // namespace divisi::parts

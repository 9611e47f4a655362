#include "match/assignment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>

#include "core/rng.h"

namespace divisi::match {
namespace {

using Columns = std::vector<int>;

TEST(Assignment, NothingToPair) {
  EXPECT_TRUE(minimum_cost_assignment({}, 0, 0).empty());
  EXPECT_TRUE(minimum_cost_assignment({}, 0, 3).empty());
  EXPECT_EQ(minimum_cost_assignment({}, 3, 0), (Columns{-1, -1, -1}));
}

TEST(Assignment, OneRowTakesItsCheapestColumn) {
  EXPECT_EQ(minimum_cost_assignment(std::vector{3.0, -1.0, 2.0}, 1, 3), (Columns{1}));
  EXPECT_EQ(minimum_cost_assignment(std::vector{3.0, -1.0, 2.0}, 3, 1), (Columns{-1, 0, -1}));
}

TEST(Assignment, TheSumCountsAndNotTheFirstChoice) {
  // Row 0 would like column 0; but then row 1 has to pay 10.
  EXPECT_EQ(minimum_cost_assignment(std::vector{1.0, 2.0, 1.0, 10.0}, 2, 2), (Columns{1, 0}));
}

TEST(Assignment, EqualCostsGiveTheIdentity) {
  const std::vector<double> zeros(12, 0.0);
  EXPECT_EQ(minimum_cost_assignment(zeros, 3, 4), (Columns{0, 1, 2}));
  EXPECT_EQ(minimum_cost_assignment(zeros, 4, 3), (Columns{0, 1, 2, -1}));
}

/// The least sum over all ways to give the rows, as far as they go, different columns.
double least_by_force(const std::vector<double>& costs, std::size_t rows, std::size_t columns) {
  std::vector<std::size_t> longer(std::max(rows, columns));
  std::iota(longer.begin(), longer.end(), 0U);
  double least = std::numeric_limits<double>::infinity();
  do {
    double sum = 0.0;
    for (std::size_t i = 0; i < std::min(rows, columns); ++i) {
      sum += rows <= columns ? costs[i * columns + longer[i]] : costs[longer[i] * columns + i];
    }
    least = std::min(least, sum);
  } while (std::next_permutation(longer.begin(), longer.end()));
  return least;
}

/// The sum of a valid assignment of full size.
double sum_of(const Columns& found, const std::vector<double>& costs, std::size_t rows,
              std::size_t columns) {
  EXPECT_EQ(found.size(), rows);
  std::set<int> taken;
  double sum = 0.0;
  for (std::size_t row = 0; row < found.size(); ++row) {
    if (found[row] < 0) continue;
    EXPECT_LT(found[row], static_cast<int>(columns));
    EXPECT_TRUE(taken.insert(found[row]).second);
    sum += costs[row * columns + static_cast<std::size_t>(found[row])];
  }
  EXPECT_EQ(taken.size(), std::min(rows, columns));
  return sum;
}

TEST(Assignment, IsCheapestOnRandomMatricesOfAnyShape) {
  core::Rng rng(7);
  for (int round = 0; round < 400; ++round) {
    const auto rows = static_cast<std::size_t>(rng.integer(1, 6));
    const auto columns = static_cast<std::size_t>(rng.integer(1, 6));
    std::vector<double> costs(rows * columns);
    // Every other round with few different costs, so that there are ties.
    for (double& cost : costs) cost = round % 2 == 0 ? rng.uniform(-5.0, 5.0) : rng.integer(-1, 1);
    const Columns found = minimum_cost_assignment(costs, rows, columns);
    EXPECT_NEAR(sum_of(found, costs, rows, columns), least_by_force(costs, rows, columns), 1e-12)
        << "round " << round;
  }
}

TEST(Assignment, ALargeMatrixWithAHiddenPermutation) {
  // All costs are at least 1 but those of a known permutation: that one is the only cheapest.
  constexpr std::size_t kCount = 300;
  core::Rng rng(3);
  std::vector<double> costs(kCount * kCount);
  for (double& cost : costs) cost = rng.uniform(1.0, 2.0);
  Columns hidden(kCount);
  for (std::size_t row = 0; row < kCount; ++row) {
    hidden[row] = static_cast<int>((row * 7 + 11) % kCount);
    costs[row * kCount + static_cast<std::size_t>(hidden[row])] = 0.5;
  }
  EXPECT_EQ(minimum_cost_assignment(costs, kCount, kCount), hidden);
}

TEST(AssignmentDeathTest, CostsMustBeFinite) {
  EXPECT_DEATH(minimum_cost_assignment(std::vector{std::numeric_limits<double>::quiet_NaN()}, 1, 1),
               "finite");
}

}  // namespace
}  // namespace divisi::match

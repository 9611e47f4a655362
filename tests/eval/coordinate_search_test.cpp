#include "eval/coordinate_search.h"

#include <cmath>

#include <gtest/gtest.h>

namespace divisi::eval {
namespace {

double hill(const std::vector<Coordinate>& at) {
  const double x = at[0].value - 3.0;
  const double y = at[1].value + 1.0;
  return -(x * x + y * y + 0.5 * x * y);
}

TEST(CoordinateSearch, ClimbsToTheTopOfAHill) {
  std::vector<Coordinate> at = {{"x", 0.0, {0, 1, 2, 3, 4}}, {"y", 2.0, {-2, -1, 0, 1, 2}}};
  const double best = coordinate_search(at, hill, 10);
  EXPECT_DOUBLE_EQ(best, 0.0);
  EXPECT_DOUBLE_EQ(at[0].value, 3.0);
  EXPECT_DOUBLE_EQ(at[1].value, -1.0);
}

TEST(CoordinateSearch, KeepsTheStartWhereNothingIsBetter) {
  std::vector<Coordinate> at = {{"x", 3.0, {0, 9}}, {"y", -1.0, {}}};
  EXPECT_DOUBLE_EQ(coordinate_search(at, hill, 10), 0.0);
  EXPECT_DOUBLE_EQ(at[0].value, 3.0);
}

TEST(CoordinateSearch, AScoreThatIsNoNumberIsNeverTaken) {
  std::vector<Coordinate> at = {{"x", 0.0, {1.0}}};
  coordinate_search(
      at, [](const auto& c) { return c[0].value == 1.0 ? std::nan("") : 0.0; }, 3);
  EXPECT_DOUBLE_EQ(at[0].value, 0.0);
}

TEST(CoordinateSearch, StopsWhenARoundChangesNothing) {
  int calls = 0;
  std::vector<Coordinate> at = {{"x", 0.0, {1.0, 2.0}}};
  coordinate_search(
      at,
      [&](const auto&) {
        ++calls;
        return 0.0;
      },
      100);
  EXPECT_EQ(calls, 3);
}

}  // namespace
}  // namespace divisi::eval

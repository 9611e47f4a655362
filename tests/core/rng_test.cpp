#include "core/rng.h"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

namespace divisi::core {
namespace {

// The demonstration program of the PCG library prints these for seed 42, stream 54.
TEST(Rng, AgreesWithThePublishedSequence) {
  Rng rng(42, 54);
  for (const std::uint32_t expected :
       {0xa15c02b7u, 0x7b47f409u, 0xba1d3330u, 0x83d2f293u, 0xbfa4784bu, 0xcbed606eu}) {
    EXPECT_EQ(rng.next(), expected);
  }
}

TEST(Rng, UniformAndNormalHaveTheirMoments) {
  Rng rng(1);
  double sum = 0.0, squares = 0.0, normal_sum = 0.0, normal_squares = 0.0;
  constexpr int kCount = 100'000;
  for (int i = 0; i < kCount; ++i) {
    const double u = rng.uniform();
    ASSERT_GE(u, 0.0);
    ASSERT_LT(u, 1.0);
    const double n = rng.normal();
    sum += u;
    squares += u * u;
    normal_sum += n;
    normal_squares += n * n;
  }
  EXPECT_NEAR(sum / kCount, 0.5, 0.005);
  EXPECT_NEAR(squares / kCount, 1.0 / 3.0, 0.005);
  EXPECT_NEAR(normal_sum / kCount, 0.0, 0.02);
  EXPECT_NEAR(normal_squares / kCount, 1.0, 0.02);
}

TEST(Rng, LogUniformHasAsMuchInEveryOctave) {
  Rng rng(1);
  int low = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double drawn = rng.log_uniform(2.0, 32.0);
    ASSERT_GE(drawn, 2.0);
    ASSERT_LE(drawn, 32.0);
    low += drawn < 4.0 ? 1 : 0;
  }
  EXPECT_NEAR(low / 10'000.0, 0.25, 0.02);
}

TEST(Rng, IntegersReachBothEnds) {
  Rng rng(3);
  int seen[5] = {};
  for (int i = 0; i < 1000; ++i) {
    const int value = rng.integer(-2, 2);
    ASSERT_GE(value, -2);
    ASSERT_LE(value, 2);
    ++seen[value + 2];
  }
  for (const int count : seen) EXPECT_GT(count, 100);
}

TEST(Rng, ShuffleKeepsWhatIsThere) {
  std::vector<int> items(50);
  std::iota(items.begin(), items.end(), 0);
  const std::vector<int> before = items;
  Rng(5).shuffle(items);
  EXPECT_NE(items, before);
  std::sort(items.begin(), items.end());
  EXPECT_EQ(items, before);
}

TEST(Rng, SplitStreamsDiffer) {
  Rng rng(9);
  Rng one = rng.split(1), two = rng.split(2), again = rng.split(1);
  int equal = 0;
  for (int i = 0; i < 100; ++i) {
    const std::uint32_t a = one.next();
    EXPECT_EQ(a, again.next());
    equal += a == two.next() ? 1 : 0;
  }
  EXPECT_LT(equal, 3);
}

}  // namespace
}  // namespace divisi::core

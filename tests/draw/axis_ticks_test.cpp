#include "draw/axis_ticks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace divisi::draw {
namespace {

std::string labels(const std::vector<Tick>& ticks) {
  std::string words;
  for (const Tick& tick : ticks) words += (words.empty() ? "" : " | ") + tick.label;
  return words;
}

TEST(LinearTicks, RoundNumbers) {
  EXPECT_EQ(labels(linear_ticks(0.0, 1.0, 6)), "0.0 | 0.2 | 0.4 | 0.6 | 0.8 | 1.0");
  EXPECT_EQ(labels(linear_ticks(-3.0, 12.0, 4)), "0 | 5 | 10");
  EXPECT_EQ(labels(linear_ticks(0.0, 40000.0, 4)), "0 | 10000 | 20000 | 30000 | 40000");
}

TEST(LogTicks, PowersOfTenAndStepsBetween) {
  EXPECT_EQ(labels(log_ticks(0.001, 100.0, 8)), "0.001 | 0.01 | 0.1 | 1 | 10 | 100");
  EXPECT_EQ(labels(log_ticks(0.3, 2.5, 8)), "0.5 | 1 | 2");
}

TEST(TimeTicks, AsPeopleCount) {
  EXPECT_EQ(labels(time_ticks(0.0, 10.0, 5, 10.0)), "0 s | 2 s | 4 s | 6 s | 8 s | 10 s");
  EXPECT_EQ(labels(time_ticks(50.0, 80.0, 3, 80.0)), "0:50 | 1:00 | 1:10 | 1:20");
  EXPECT_EQ(labels(time_ticks(3600.0, 7200.0, 2, 7200.0)), "1:00:00 | 1:30:00 | 2:00:00");
  EXPECT_EQ(labels(time_ticks(0.0, 0.5, 3, 0.5)), "0 s | 0.2 s | 0.4 s");
}

TEST(Ticks, DegenerateRangesGiveNone) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  for (const auto& [low, high] :
       {std::pair(1.0, 1.0), std::pair(2.0, 1.0), std::pair(nan, 1.0), std::pair(0.0, infinity)}) {
    EXPECT_TRUE(linear_ticks(low, high, 5).empty());
    EXPECT_TRUE(log_ticks(low, high, 5).empty());
    EXPECT_TRUE(time_ticks(low, high, 5, high).empty());
  }
  EXPECT_TRUE(log_ticks(0.0, 1.0, 5).empty());
  EXPECT_TRUE(log_ticks(-1.0, 1.0, 5).empty());
}

TEST(Ticks, NeverMany) {
  for (const double high : {1e-300, 1e-9, 0.37, 1.0, 99.0, 1e6, 1e300}) {
    EXPECT_LE(linear_ticks(0.0, high, 6).size(), 8U) << high;
    EXPECT_LE(log_ticks(high / 1e3, high, 6).size(), 12U) << high;
  }
  for (const double high : {0.2, 1.0, 59.0, 61.0, 4000.0, 1e5, 1e8}) {
    EXPECT_LE(time_ticks(0.0, high, 8, high).size(), 10U) << high;
  }
}

}  // namespace
}  // namespace divisi::draw

#include "nn/half.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace divisi::nn {
namespace {

constexpr std::uint16_t kInfinity = 0x7C00;

/// The value by its definition: (-1)^sign · 2^(exponent - 15) · 1.fraction, subnormals without
/// the 1.
double defined_value(int half) {
  const int exponent = (half >> 10) & 31, fraction = half & 1023;
  const double magnitude =
      exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
  return half & 0x8000 ? -magnitude : magnitude;
}

TEST(Half, EveryHalfBecomesTheFloatOfItsValueAndComesBack) {
  for (int half = 0; half < 0x10000; ++half) {
    const float value = float_from_half(static_cast<std::uint16_t>(half));
    if ((half & 0x7FFF) > kInfinity) {
      EXPECT_TRUE(std::isnan(value));
      EXPECT_TRUE(std::isnan(float_from_half(half_from_float(value))));
      continue;
    }
    if ((half & 0x7FFF) < kInfinity) {
      ASSERT_EQ(double(value), defined_value(half));
    }
    ASSERT_EQ(half_from_float(value), half) << value;
  }
}

TEST(Half, BetweenTwoHalvesTheNearestIsTakenAndTiesGoToTheEven) {
  for (int half = 0; half < kInfinity - 1; ++half) {
    const auto low = static_cast<std::uint16_t>(half), high = static_cast<std::uint16_t>(half + 1);
    const float middle = (float_from_half(low) + float_from_half(high)) / 2.0f;  // exact
    ASSERT_EQ(half_from_float(middle), half % 2 == 0 ? low : high) << half;
    ASSERT_EQ(half_from_float(std::nextafter(middle, 0.0f)), low) << half;
    ASSERT_EQ(half_from_float(std::nextafter(middle, 1e9f)), high) << half;
    ASSERT_EQ(half_from_float(-middle), (half % 2 == 0 ? low : high) | 0x8000) << half;
  }
}

TEST(Half, TooLargeBecomesInfinityAndTooSmallZero) {
  EXPECT_EQ(half_from_float(65504.0f), 0x7BFF);
  EXPECT_EQ(half_from_float(std::nextafter(65520.0f, 0.0f)), 0x7BFF);
  EXPECT_EQ(half_from_float(65520.0f), kInfinity);
  EXPECT_EQ(half_from_float(-1e30f), kInfinity | 0x8000);
  EXPECT_EQ(half_from_float(std::numeric_limits<float>::infinity()), kInfinity);
  EXPECT_EQ(half_from_float(std::ldexp(1.0f, -25)), 0);
  EXPECT_EQ(half_from_float(std::nextafter(std::ldexp(1.0f, -25), 1.0f)), 1);
  EXPECT_EQ(half_from_float(std::numeric_limits<float>::denorm_min()), 0);
  EXPECT_EQ(half_from_float(-0.0f), 0x8000);
}

}  // namespace
}  // namespace divisi::nn

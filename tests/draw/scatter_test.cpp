#include "draw/scatter.h"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

namespace divisi::draw {
namespace {

constexpr std::uint32_t kWhite = 0xFFFFFFFF;

TEST(Scatter, NothingToShowIsStillAPicture) {
  EXPECT_EQ(draw_scatter("Nothing", {}).pixel(500, 520), kWhite);
  EXPECT_EQ(draw_scatter("Nowhere", {{"a", {{NAN, 1.0}, {1.0, INFINITY}}}}).pixel(500, 520),
            kWhite);
}

TEST(Scatter, PutsGroupsWhereTheirPointsAre) {
  const Canvas canvas = draw_scatter("", {{"", {{-1.0, 0.0}}}, {"", {{1.0, 0.0}}}});
  const std::uint32_t left = canvas.pixel(70, 520), right = canvas.pixel(930, 520);
  EXPECT_NE(left, kWhite);
  EXPECT_NE(right, kWhite);
  EXPECT_NE(left, right);
  EXPECT_EQ(canvas.pixel(500, 520), kWhite);
}

TEST(Scatter, OnePointIsInTheMiddle) {
  EXPECT_NE(draw_scatter("", {{"", {{7.0, 7.0}}}}).pixel(500, 520), kWhite);
}

}  // namespace
}  // namespace divisi::draw

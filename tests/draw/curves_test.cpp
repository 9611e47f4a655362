#include "draw/curves.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <limits>

namespace divisi::draw {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

int coloured_pixels(const Canvas& canvas) {
  int count = 0;
  for (int y = 0; y < canvas.height_px(); ++y) {
    for (int x = 0; x < canvas.width_px(); ++x) {
      const std::uint32_t c = canvas.pixel(x, y);
      count += static_cast<int>((c >> 16U & 255U)) < 60 && (c & 255U) > 150;  // the first blue
    }
  }
  return count;
}

Chart chart_of(std::vector<Point> points, bool log_x = false, bool log_y = false) {
  return {"Title", {"x", log_x, {}}, {"y", log_y, {}}, {{"", std::move(points), false, false}}};
}

TEST(Curves, ALineIsDrawn) {
  EXPECT_GT(coloured_pixels(draw_charts({chart_of({{0, 0}, {1, 1}, {2, 0}})}, 1)), 500);
}

TEST(Curves, OnePointIsADot) {
  const int pixels = coloured_pixels(draw_charts({chart_of({{3, 5}})}, 1));
  EXPECT_GT(pixels, 10);
  EXPECT_LT(pixels, 60);
}

TEST(Curves, NothingToDrawIsAnEmptyChart) {
  for (const auto& points : std::vector<std::vector<Point>>{
           {}, {{kNan, 1}, {1, kNan}}, {{kInfinity, 1}, {2, -kInfinity}}}) {
    for (const bool logarithmic : {false, true}) {
      EXPECT_EQ(coloured_pixels(draw_charts({chart_of(points, logarithmic, logarithmic)}, 1)), 0);
    }
  }
  EXPECT_EQ(draw_charts({}).width_px(), 760);
}

TEST(Curves, WhatCannotBePlacedLeavesAGap) {
  const int gap =
      coloured_pixels(draw_charts({chart_of({{0, 1}, {1, 1}, {2, kNan}, {3, 1}, {4, 1}})}, 1));
  const int whole =
      coloured_pixels(draw_charts({chart_of({{0, 1}, {1, 1}, {2, 1}, {3, 1}, {4, 1}})}, 1));
  EXPECT_LT(gap, whole * 3 / 4);
  EXPECT_GT(gap, whole / 4);
  EXPECT_GT(coloured_pixels(draw_charts(
                {chart_of({{1, 1}, {10, 0}, {100, -5}, {200, 3}, {400, 2}}, true, true)}, 1)),
            50);
}

TEST(Curves, ExtremeNumbersAreSurvived) {
  for (const double size : {1e-300, 1e300, 1.7e308}) {
    for (const bool logarithmic : {false, true}) {
      const Canvas canvas =
          draw_charts({chart_of({{-size, -size}, {0, 0}, {size, size}, {size / 2, size / 3}},
                                logarithmic, logarithmic)},
                      1);
      EXPECT_EQ(canvas.width_px(), 760);
    }
  }
  Chart flat = chart_of({{1, 1e-320}, {1, 1e-320}}, true, true);
  flat.y.range = {5.0, 5.0};
  EXPECT_EQ(draw_charts({flat}).height_px(), 470);
}

TEST(Curves, ChartsWrap) {
  const std::vector<Chart> charts(5, chart_of({{0, 0}, {1, 1}}));
  const Canvas canvas = draw_charts(charts, 2);
  EXPECT_EQ(canvas.width_px(), 1520);
  EXPECT_EQ(canvas.height_px(), 3 * 470);
}

TEST(Curves, WritesPngOrSaysWhyNot) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("divisi_curves_" + std::to_string(::getpid()) + ".png");
  ASSERT_TRUE(write_charts({chart_of({{0, 0}, {1, 1}})}, path));
  EXPECT_GT(std::filesystem::file_size(path), 1000U);
  std::filesystem::remove(path);
  const auto refused = write_charts({}, "/no/such/folder/a.png");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::io);
}

TEST(Canvas, BrokenTextIsSurvived) {
  Canvas canvas(100, 50, rgb(0));
  canvas.text({10, 20}, "caf\xC3 \xFF\xFE\x01 \xED\xA0\x80", {});
  canvas.text({kNan, 20}, "nowhere", {});
  canvas.fill({kInfinity, 0, 1, 1}, rgb(0xFF0000));
  canvas.fill({10, 10, 20, 20}, rgb(0xFF0000));
  EXPECT_EQ(canvas.pixel(15, 15), 0xFFFF0000U) << "still drawing after all that";
}

}  // namespace
}  // namespace divisi::draw

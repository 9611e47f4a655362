#include "draw/colour.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace divisi::draw {
namespace {

TEST(Colour, LchOfGreysIsKnown) {
  const Colour white = from_lch(100.0, 0.0, 0.0);
  EXPECT_NEAR(white.red, 1.0, 2e-3);
  EXPECT_NEAR(white.green, 1.0, 2e-3);
  EXPECT_NEAR(white.blue, 1.0, 2e-3);
  const Colour grey = from_lch(53.585, 0.0, 0.0);  // sRGB 128, 128, 128
  EXPECT_NEAR(grey.green, 128.0 / 255.0, 2e-3);
}

TEST(Colour, LchOfPureRedIsKnown) {
  const Colour red = from_lch(53.24, 104.55, 40.0);
  EXPECT_NEAR(red.red, 1.0, 0.02);
  EXPECT_NEAR(red.green, 0.0, 0.08);
  EXPECT_NEAR(red.blue, 0.0, 0.08);
}

double luminance(std::uint32_t code) {
  double sum = 0.0;
  const double weights[] = {0.2126, 0.7152, 0.0722};
  for (int i = 0; i < 3; ++i) {
    const double c = (code >> (16 - 8 * i) & 255U) / 255.0;
    sum += weights[i] * (c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4));
  }
  return sum;
}

TEST(Colour, BackdropGrowsEvenlyLighter) {
  const auto& map = backdrop_map();
  for (std::size_t i = 17; i < map.size(); i += 17) {
    const auto lightness = [&](std::size_t k) {
      return 116.0 * std::cbrt(luminance(map[k])) - 16.0;
    };
    EXPECT_NEAR(lightness(i) - lightness(i - 17), 53.0 / 15.0, 0.9) << i;
  }
  EXPECT_LT(luminance(map[255]), 0.35) << "notes must stand out before it";
}

TEST(Colour, PitchClassesAndPartsDiffer) {
  std::set<int> seen;
  for (int midi = 0; midi < 12; ++midi) {
    const Colour c = pitch_class_colour(midi);
    seen.insert(static_cast<int>(c.red * 15) * 256 + static_cast<int>(c.green * 15) * 16 +
                static_cast<int>(c.blue * 15));
  }
  EXPECT_EQ(seen.size(), 12U);
  EXPECT_EQ(pitch_class_colour(3).red, pitch_class_colour(63).red);
}

TEST(Colour, ConfidenceTakesAnything) {
  EXPECT_EQ(confidence_colour(std::nan("")).red, confidence_colour(0.0).red);
  EXPECT_EQ(confidence_colour(7.0).red, confidence_colour(1.0).red);
}

}  // namespace
}  // namespace divisi::draw

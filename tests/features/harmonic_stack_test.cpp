#include "features/harmonic_stack.h"

#include <gtest/gtest.h>

namespace divisi::features {
namespace {

Map2d ramp(std::size_t frames, std::size_t bins) {
  Map2d map(frames, bins);
  for (std::size_t i = 0; i < map.cells.size(); ++i) map.cells[i] = 1.0f + float(i);
  return map;
}

double zero_fraction(const HarmonicStack& stack, std::size_t harmonic) {
  std::size_t zeros = 0;
  for (std::size_t f = 0; f < stack.bins; ++f) zeros += stack.is_valid(harmonic, f) ? 0 : 1;
  return double(zeros) / double(stack.bins);
}

TEST(HarmonicStack, ShiftsAreThePublishedOnes) {
  EXPECT_EQ(harmonic_shifts({1, 2, 3, 4, 5, 6, 7, 0.5}, 36), HarmonicStackSpec{}.shifts_bins);
}

TEST(HarmonicStack, EveryCellIsItsHarmonicOrZero) {
  const Map2d map = ramp(3, 288);
  for (const bool published : {false, true}) {
    HarmonicStackSpec spec;
    spec.published_slice = published;
    const HarmonicStack stack = stack_harmonics(map, spec);
    ASSERT_EQ(stack.cells.size(), 8u * 3u * 252u);
    for (std::size_t h = 0; h < 8; ++h) {
      for (int f = 0; f < 252; ++f) {
        const int source = f + spec.shifts_bins[h];
        const bool inside = source >= 0 && source < (published ? 252 : 288);
        EXPECT_EQ(stack.is_valid(h, std::size_t(f)), inside);
        for (std::size_t t = 0; t < 3; ++t) {
          EXPECT_EQ(stack.at(h, t, std::size_t(f)), inside ? map.at(t, std::size_t(source)) : 0.0f);
        }
      }
    }
  }
}

TEST(HarmonicStack, PublishedSliceLosesTheTopOctave) {
  const Map2d map = ramp(1, 288);
  HarmonicStackSpec spec;
  EXPECT_NEAR(zero_fraction(stack_harmonics(map, spec), 2), 0.0, 1e-9);
  EXPECT_NEAR(zero_fraction(stack_harmonics(map, spec), 7), 65.0 / 252.0, 1e-9);
  spec.published_slice = true;
  EXPECT_NEAR(zero_fraction(stack_harmonics(map, spec), 2), 36.0 / 252.0, 1e-9);
  EXPECT_NEAR(zero_fraction(stack_harmonics(map, spec), 7), 101.0 / 252.0, 1e-9);
}

TEST(HarmonicStack, ShiftsBeyondTheMapGiveZeros) {
  HarmonicStackSpec spec;
  spec.shifts_bins = {-1000, 1000};
  spec.output_bins = 10;
  const HarmonicStack stack = stack_harmonics(ramp(2, 10), spec);
  for (const float x : stack.cells) EXPECT_EQ(x, 0.0f);
  EXPECT_EQ(zero_fraction(stack, 0), 1.0);
  EXPECT_EQ(zero_fraction(stack, 1), 1.0);
}

TEST(HarmonicStack, NoFramesNoCells) {
  EXPECT_TRUE(stack_harmonics(Map2d(0, 288), {}).cells.empty());
}

}  // namespace
}  // namespace divisi::features

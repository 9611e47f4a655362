#include "features/log_energy.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "features/energy_norm.h"

namespace divisi::features {
namespace {

using Cells = std::vector<std::complex<float>>;

float value_of(std::complex<float> cell) {
  float value = -1.0f;
  LogEnergy().apply(&cell, 1, &value);
  return value;
}

TEST(LogEnergy, SilenceIsZeroAndFullScaleIsOne) {
  EXPECT_EQ(value_of({0.0f, 0.0f}), 0.0f);
  EXPECT_NEAR(value_of({0.3f, -0.4f}), 1.0f, 1e-6f);
}

TEST(LogEnergy, NotANumberStaysVisible) {
  EXPECT_TRUE(std::isnan(value_of({std::numeric_limits<float>::quiet_NaN(), 0.0f})));
}

TEST(LogEnergy, EachValueStandsAtItsStrideWhateverTheCount) {
  for (std::size_t count = 0; count < 40; ++count) {
    Cells cells;
    for (std::size_t i = 0; i < count; ++i) cells.emplace_back(0.01f * float(i), 0.0f);
    std::vector<float> out(3 * count + 1, -5.0f);
    LogEnergy().apply(cells.data(), count, out.data(), 3);
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_EQ(out[3 * i], value_of(cells[i]));
      EXPECT_EQ(out[3 * i + 1], -5.0f);
    }
    EXPECT_EQ(out[3 * count], -5.0f);
  }
}

TEST(EnergyNorm, SilenceAndShortClipsGiveNumbers) {
  for (const std::size_t frames : {0u, 1u, 2u, 5u}) {
    const Map2d map = energy_norm(Cells(frames * 4), 4);
    EXPECT_EQ(map.rows, frames);
    for (const float x : map.cells) EXPECT_TRUE(std::isfinite(x));
  }
}

TEST(EnergyNorm, DoesNotHearTheGain) {
  Cells soft, loud;
  for (int i = 0; i < 12; ++i) soft.emplace_back(1.0f + float(i), 0.5f * float(i));
  for (const auto& cell : soft) loud.push_back(8.0f * cell);
  const Map2d a = energy_norm(soft, 3), b = energy_norm(loud, 3);
  for (std::size_t i = 0; i < a.cells.size(); ++i) EXPECT_NEAR(a.cells[i], b.cells[i], 1e-5);
}

}  // namespace
}  // namespace divisi::features

#include "decode/peaks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace divisi::decode {
namespace {

/// A column of 64 rows (the ring wraps: rows before 0 are its last ones, and zero).
class Rows {
 public:
  explicit Rows(const std::vector<float>& values) : cells_(64, 0.0f) {
    std::copy(values.begin(), values.end(), cells_.begin());
  }
  Column column() const { return Column(cells_.data(), 63, 1); }

 private:
  std::vector<float> cells_;
};

constexpr PeakSearch kSearch{0.5f, 8, kOpenEnd};

TEST(Peaks, NothingInSilence) {
  const Rows rows({});
  for (long row = 0; row < 20; ++row) EXPECT_FALSE(peak_at(rows.column(), row, kSearch));
}

TEST(Peaks, BelowTheThresholdIsNoPeak) {
  EXPECT_FALSE(peak_at(Rows({0, 0.2f, 0.49f, 0.2f}).column(), 2, kSearch));
  EXPECT_TRUE(peak_at(Rows({0, 0.2f, 0.5f, 0.2f}).column(), 2, kSearch));
}

TEST(Peaks, SlopesAreNoPeaks) {
  const Rows rows({0, 0.5f, 0.6f, 0.9f, 0.8f, 0.7f, 0});
  EXPECT_FALSE(peak_at(rows.column(), 1, kSearch));
  EXPECT_FALSE(peak_at(rows.column(), 2, kSearch));
  EXPECT_TRUE(peak_at(rows.column(), 3, kSearch));
  EXPECT_FALSE(peak_at(rows.column(), 4, kSearch));
}

TEST(Peaks, APlateauIsOnePeakInItsMiddle) {
  const Rows rows({0, 0.3f, 0.9f, 0.9f, 0.9f, 0.9f, 0.9f, 0.3f});
  const auto peak = peak_at(rows.column(), 2, kSearch);
  ASSERT_TRUE(peak);
  EXPECT_DOUBLE_EQ(peak->position, 4.0);
  for (long row = 3; row < 8; ++row) EXPECT_FALSE(peak_at(rows.column(), row, kSearch));
}

TEST(Peaks, AShelfBelowAPeakIsNone) {
  EXPECT_FALSE(peak_at(Rows({0, 0.7f, 0.7f, 0.7f, 0.9f, 0}).column(), 1, kSearch));
}

TEST(Peaks, AnEndlessPlateauBeginsAtItsFirstRow) {
  const Rows rows(std::vector<float>(40, 1.0f));
  const auto peak = peak_at(rows.column(), 0, kSearch);
  ASSERT_TRUE(peak);
  EXPECT_DOUBLE_EQ(peak->position, 0.0);
  EXPECT_FLOAT_EQ(peak->prominence, 1.0f);
  EXPECT_FALSE(peak_at(rows.column(), 1, kSearch));
}

TEST(Peaks, ProminenceIsTheDropBeforeAHigherValue) {
  const Rows rows({0, 0.9f, 0.6f, 0.8f, 0.1f, 0.95f, 0});
  EXPECT_NEAR(peak_at(rows.column(), 3, kSearch)->prominence, 0.2, 1e-6);
  EXPECT_NEAR(peak_at(rows.column(), 1, kSearch)->prominence, 0.8, 1e-6);
}

TEST(Peaks, ApexOfATriangleIsExact) {
  for (double apex = 5.0; apex <= 6.0; apex += 0.05) {
    for (const double height : {1.0, 0.6}) {
      std::vector<float> values;
      for (int t = 0; t < 12; ++t) {
        values.push_back(
            static_cast<float>(height * std::max(0.0, 1.0 - std::abs(t - apex) / 2.0)));
      }
      const Rows rows(values);
      const long row = std::max_element(values.begin(), values.end()) - values.begin();
      EXPECT_NEAR(triangle_apex(rows.column(), row, kOpenEnd), apex, 1e-5);
    }
  }
}

TEST(Peaks, ApexAtTheBorderIsExactToo) {
  for (double apex = 0.0; apex <= 0.5; apex += 0.05) {
    std::vector<float> first;
    std::vector<float> last;
    for (int t = 0; t < 6; ++t) {
      first.push_back(static_cast<float>(std::max(0.0, 0.8 * (1.0 - std::abs(t - apex) / 2.0))));
    }
    last.assign(first.rbegin(), first.rend());
    EXPECT_NEAR(triangle_apex(Rows(first).column(), 0, 6), apex, 1e-5);
    EXPECT_NEAR(triangle_apex(Rows(last).column(), 5, 6), 5.0 - apex, 1e-5);
  }
}

TEST(Peaks, ASingleRowIsItsOwnApex) {
  EXPECT_DOUBLE_EQ(triangle_apex(Rows({1.0f}).column(), 0, 1), 0.0);
}

}  // namespace
}  // namespace divisi::decode

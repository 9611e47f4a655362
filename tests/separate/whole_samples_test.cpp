#include "separate/whole_samples.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "core/rng.h"

namespace divisi::separate {
namespace {

TEST(WholeSample, RoundsAndStaysWithin24Bits) {
  EXPECT_EQ(whole_sample(0.0F), 0);
  EXPECT_EQ(whole_sample(-1.0F), kLowest24);
  EXPECT_EQ(whole_sample(1.0F), kHighest24);
  EXPECT_EQ(whole_sample(-1e6F), kLowest24);
  EXPECT_EQ(whole_sample(1e6F), kHighest24);
  EXPECT_EQ(whole_sample(1.5F / 8388608.0F), 2);
  EXPECT_EQ(whole_sample(-0.4F / 8388608.0F), 0);
  EXPECT_EQ(whole_sample(2.0F, 3 * kLowest24, 3 * kHighest24), 1 << 24);
}

TEST(WholeSample, KeepsEvery16BitSample) {
  for (int value = -32768; value < 32768; ++value) {
    ASSERT_EQ(whole_sample(float(value) / 32768.0F), value * 256);
  }
}

TEST(SettleResidual, IsWhatIsMissing) {
  std::int32_t stems[] = {1000, -300};
  EXPECT_EQ(settle_residual(50, stems, 2), -650);
  EXPECT_EQ(stems[0], 1000);
  EXPECT_EQ(stems[1], -300);
}

TEST(SettleResidual, WithoutStemsIsAll) { EXPECT_EQ(settle_residual(-77, nullptr, 0), -77); }

TEST(SettleResidual, StemsTakeOverWhatItCannotHold) {
  std::int32_t stems[] = {-6000000, kHighest24};
  const std::int32_t rest = settle_residual(kHighest24, stems, 2);
  EXPECT_EQ(std::int64_t(rest) + stems[0] + stems[1], kHighest24);
  std::int32_t none[] = {0, 0};
  EXPECT_EQ(settle_residual(3 * kLowest24, none, 2), kLowest24);
  EXPECT_EQ(none[0], kLowest24);
  EXPECT_EQ(none[1], kLowest24);
}

TEST(SettleResidual, AlwaysAddsUpWithin24Bits) {
  core::Rng rng(4);
  for (int trial = 0; trial < 20000; ++trial) {
    std::vector<std::int32_t> stems(std::size_t(rng.integer(0, 4)));
    for (std::int32_t& stem : stems) stem = rng.integer(kLowest24, kHighest24);
    const int sources = int(stems.size()) + 1;
    const std::int32_t total = rng.integer(sources * kLowest24, sources * kHighest24);
    std::int64_t sum = settle_residual(total, stems.data(), stems.size());
    ASSERT_TRUE(sum >= kLowest24 && sum <= kHighest24);
    for (const std::int32_t stem : stems) {
      ASSERT_TRUE(stem >= kLowest24 && stem <= kHighest24);
      sum += stem;
    }
    ASSERT_EQ(sum, total);
  }
}

}  // namespace
}  // namespace divisi::separate

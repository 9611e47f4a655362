#include "features/stereo_position.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "test_signals.h"

namespace divisi::features {
namespace {

constexpr double kRate_hz = 22050.0;

/// Rows of all frames, [T, P], for blocks of at most `largest` samples.
std::vector<float> positions_of(const std::vector<float>& left, const std::vector<float>& right,
                                int largest) {
  auto extractor = FeatureExtractor::create({});
  EXPECT_TRUE(extractor);
  StereoPosition stereo((FeatureSpec()));
  extractor->watch([&](const CqtBankBlock& block) { stereo.take_middle(block); });
  std::vector<float> middle;
  std::vector<float> side;
  for (std::size_t n = 0; n < left.size(); ++n) {
    middle.push_back(0.5F * (left[n] + right[n]));
    side.push_back(0.5F * (left[n] - right[n]));
  }
  std::vector<float> rows;
  const FeatureSink read = [&](std::int64_t first, int count, const float*) {
    for (std::int64_t frame = first; frame < first + count; ++frame)
      rows.insert(rows.end(), stereo.row(frame), stereo.row(frame) + stereo.pitch_count());
    stereo.forget_before(first + count);
  };
  push_in_random_blocks(side, largest, 5, [&](const float* from, std::size_t count) {
    stereo.push_side(from, count);
    extractor->push(middle.data() + (from - side.data()), count, read);
  });
  stereo.finish_side();
  extractor->finish(read);
  EXPECT_EQ(stereo.pitch_count(), 96);
  return rows;
}

std::vector<float> times(double gain, std::vector<float> samples) {
  for (float& sample : samples) sample *= static_cast<float>(gain);
  return samples;
}

std::vector<float> sum(std::vector<float> a, const std::vector<float>& b) {
  std::transform(a.begin(), a.end(), b.begin(), a.begin(), std::plus<>());
  return a;
}

TEST(StereoPosition, NothingAndChannelsThatAreTheSame) {
  EXPECT_TRUE(positions_of({}, {}, 100).empty());
  const std::vector<float> noise = white_noise(20000, 1);
  const std::vector<float> rows = positions_of(noise, noise, 3000);
  EXPECT_EQ(rows.size(), 40U * 96U);
  EXPECT_EQ(std::count(rows.begin(), rows.end(), 0.0F), std::ptrdiff_t(rows.size()));
}

/// A3 on the left, C#5 on the right at four times its other channel's energy, A5 in the middle.
TEST(StereoPosition, IsThatOfEachToneForItself) {
  const std::size_t count = 40000;
  const std::vector<float> a3 = sine_wave(count, 220.0, kRate_hz, 0.3);
  const std::vector<float> cis5 = sine_wave(count, 554.365, kRate_hz, 0.3);
  const std::vector<float> a5 = sine_wave(count, 880.0, kRate_hz, 0.3);
  const std::vector<float> left = sum(sum(a3, times(0.5, cis5)), a5);
  const std::vector<float> right = sum(cis5, a5);
  const std::vector<float> rows = positions_of(left, right, 5000);
  const float* row = rows.data() + 40 * 96;
  EXPECT_NEAR(row[57 - 21], -1.0, 0.01);
  EXPECT_NEAR(row[73 - 21], (1.0 - 0.25) / (1.0 + 0.25), 0.01);
  EXPECT_NEAR(row[81 - 21], 0.0, 0.01);
}

TEST(StereoPosition, NeitherBlocksNorALateStartMatter) {
  const std::vector<float> left = white_noise(150000, 2);
  std::vector<float> right = white_noise(150000, 3);
  // Alike for more than four seconds, and parting within a frame.
  std::copy(left.begin(), left.begin() + 99000, right.begin());
  const std::vector<float> whole = positions_of(left, right, 150000);
  EXPECT_TRUE(std::any_of(whole.begin(), whole.end(), [](float x) { return x > 0.5F; }));
  EXPECT_TRUE(positions_of(left, right, 700) == whole);
  // As if the channels had differed from the first sample on, by what nobody hears.
  std::vector<float> nearly = left;
  nearly[0] *= 1.0F + 1e-6F;
  const std::vector<float> from_start = positions_of(nearly, right, 4000);
  ASSERT_EQ(from_start.size(), whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) ASSERT_NEAR(from_start[i], whole[i], 1e-4) << i;
}

}  // namespace
}  // namespace divisi::features

#include "train/own_features.h"

#include <cmath>

#include <gtest/gtest.h>

#include "divisi/score.h"

namespace divisi::train {
namespace {

/// Six seconds of an A minor seventh chord.
std::vector<float> chord(double tuning_hz) {
  std::vector<float> sound(6 * 22050, 0.0f);
  for (const int key : {57, 60, 64, 67}) {
    const double step = 6.283185307179586 * hz_of_pitch(key, tuning_hz) / 22050.0;
    for (std::size_t n = 0; n < sound.size(); ++n)
      sound[n] += 0.1f * static_cast<float>(std::sin(step * static_cast<double>(n)));
  }
  return sound;
}

/// Where `truth` is not faint, the mean distance.
double distance(const Map2d& other, const Map2d& truth) {
  EXPECT_EQ(other.cells.size(), truth.cells.size());
  double sum = 0.0;
  int count = 0;
  for (std::size_t i = 0; i < truth.cells.size(); ++i) {
    if (truth.cells[i] < 0.3f) continue;
    sum += std::abs(other.cells[i] - truth.cells[i]);
    ++count;
  }
  EXPECT_GT(count, 1000);
  return sum / count;
}

TEST(TunedFeatures, AreTheSameHoweverThePlayersTune) {
  const ClipFeatures tuned = tuned_features(features::FeatureSpec{});
  const ClipFeatures own = own_features(features::FeatureSpec{});
  const auto straight = own.compute(chord(440.0));
  const auto high = own.compute(chord(448.0));
  const auto tuned_high = tuned.compute(chord(448.0));
  ASSERT_TRUE(straight && high && tuned_high);
  EXPECT_GT(distance(*high, *straight), 3.0 * distance(*tuned_high, *straight));
  EXPECT_EQ(tuned.compute(chord(440.0))->cells, straight->cells);
}

/// A set whose features were kept at 440 Hz is heard anew.
TEST(TunedFeatures, AreKeptUnderAnotherIdentity) {
  EXPECT_NE(tuned_features(features::FeatureSpec{}).identity,
            own_features(features::FeatureSpec{}).identity);
}

}  // namespace
}  // namespace divisi::train

#include "audio/downmix.h"

#include <gtest/gtest.h>

#include <vector>

namespace divisi::audio {
namespace {

TEST(Downmix, OneChannelIsItself) {
  const std::vector<float> in = {0.1f, -0.2f, 0.3f};
  std::vector<float> mono(3);
  downmix_to_mono(in.data(), 3, 1, mono.data());
  EXPECT_EQ(mono, in);
}

TEST(Downmix, MeanOfAllChannels) {
  const std::vector<float> in = {1.0f, 2.0f, 6.0f, -1.0f, 0.0f, 1.0f};
  std::vector<float> mono(2);
  downmix_to_mono(in.data(), 2, 3, mono.data());
  EXPECT_FLOAT_EQ(mono[0], 3.0f);
  EXPECT_FLOAT_EQ(mono[1], 0.0f);
}

TEST(CancellationMeter, TellsOppositePhaseFromAgreement) {
  const std::vector<float> opposite = {0.5f, -0.5f, -0.25f, 0.25f};
  const std::vector<float> equal = {0.5f, 0.5f, -0.25f, -0.25f};
  const std::vector<float> silent(4, 0.0f);
  std::vector<float> mono(2);
  for (const auto* sound : {&opposite, &equal, &silent}) {
    CancellationMeter meter;
    downmix_to_mono(sound->data(), 2, 2, mono.data());
    meter.add(sound->data(), mono.data(), 2, 2);
    if (sound == &opposite) {
      EXPECT_LT(meter.kept_db(), -100.0);
    } else {
      EXPECT_DOUBLE_EQ(meter.kept_db(), 0.0);
    }
  }
}

TEST(CancellationMeter, IndependentChannelsLoseThreeDecibels) {
  CancellationMeter meter;
  const std::vector<float> in = {1.0f, 0.0f, 0.0f, 1.0f};
  std::vector<float> mono(2);
  downmix_to_mono(in.data(), 2, 2, mono.data());
  meter.add(in.data(), mono.data(), 2, 2);
  EXPECT_NEAR(meter.kept_db(), -3.0103, 1e-3);
}

}  // namespace
}  // namespace divisi::audio

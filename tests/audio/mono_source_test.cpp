#include "audio/mono_source.h"

#include <gtest/gtest.h>

#include "audio/writer.h"
#include "sound_files.h"

namespace divisi::audio {
namespace {

using testing::best_shift;
using testing::bursts;
using testing::sine;
using testing::TemporaryFolder;

TEST(MonoSource, DownmixesAndResamplesInPlace) {
  TemporaryFolder folder;
  ASSERT_TRUE(write_audio(folder / "a.wav", sine(440.0, 2.0, 48000, 2), AudioEncoding::float_32));
  const auto sound = read_all_mono(folder / "a.wav", 22050);
  ASSERT_TRUE(sound);
  const AudioBuffer direct = sine(440.0, 2.0, 22050);
  ASSERT_EQ(sound->size(), direct.samples.size());
  for (std::size_t n = 1000; n + 1000 < sound->size(); ++n) {
    ASSERT_NEAR((*sound)[n], direct.samples[n], 1e-4);
  }
}

TEST(MonoSource, OnsetsInMp3StayWhereTheyWereAtTheEnginesRate) {
  TemporaryFolder folder;
  const std::vector<double> times_s = {0.2, 0.9, 1.7};
  ASSERT_TRUE(write_audio(folder / "a.mp3", bursts(times_s, 2.0)));
  const auto heard = read_all_mono(folder / "a.mp3", 22050);
  ASSERT_TRUE(heard);
  EXPECT_LE(std::abs(best_shift(bursts(times_s, 2.0, 22050).samples, *heard, 700)), 2);
}

TEST(MonoSource, KnowsHowFarItIs) {
  TemporaryFolder folder;
  ASSERT_TRUE(write_audio(folder / "a.wav", sine(440.0, 3.0)));
  const auto source = MonoSource::open(folder / "a.wav", 22050, {1.0, 2.5});
  ASSERT_TRUE(source);
  EXPECT_DOUBLE_EQ((*source)->expected_duration_s(), 1.5);
  EXPECT_DOUBLE_EQ((*source)->position_s(), 0.0);
  std::vector<float> block;
  do {
    ASSERT_TRUE((*source)->read(block));
  } while (!block.empty());
  EXPECT_DOUBLE_EQ((*source)->position_s(), 1.5);
  ASSERT_TRUE((*source)->read(block));
  EXPECT_TRUE(block.empty()) << "the end stays the end";
}

TEST(MonoSource, WarnsOfOppositePhase) {
  TemporaryFolder folder;
  AudioBuffer sound = sine(440.0, 1.0, 44100, 2);
  for (std::size_t i = 1; i < sound.samples.size(); i += 2) sound.samples[i] *= -0.99f;
  ASSERT_TRUE(write_audio(folder / "a.wav", sound, AudioEncoding::float_32));
  const auto source = MonoSource::open(folder / "a.wav", 22050);
  ASSERT_TRUE(source);
  std::vector<float> block;
  do {
    ASSERT_TRUE((*source)->read(block));
  } while (!block.empty());
  ASSERT_EQ((*source)->warnings().size(), 1U);
  EXPECT_NE((*source)->warnings()[0].find("opposite phase"), std::string::npos);
}

TEST(MonoSource, KeepsTheSideOfTwoChannelsWithoutTouchingTheirMean) {
  TemporaryFolder folder;
  AudioBuffer sound = sine(440.0, 1.3, 44100, 2);
  for (std::size_t i = 1; i < sound.samples.size(); i += 2) sound.samples[i] *= 0.5f;
  ASSERT_TRUE(write_audio(folder / "a.wav", sound, AudioEncoding::float_32));
  ASSERT_TRUE(write_audio(folder / "mono.wav", sine(440.0, 0.1), AudioEncoding::float_32));
  const auto mono = MonoSource::open(folder / "mono.wav", 22050);
  ASSERT_TRUE(mono);
  EXPECT_FALSE((*mono)->keep_side());
  const auto source = MonoSource::open(folder / "a.wav", 22050);
  ASSERT_TRUE(source && (*source)->keep_side());
  std::vector<float> all;
  std::vector<float> block;
  do {
    ASSERT_TRUE((*source)->read(block));
    ASSERT_EQ((*source)->side().size(), block.size());
    // The right channel is half as loud: the side is a third of the mean.
    for (std::size_t n = 0; n < block.size(); ++n)
      ASSERT_NEAR((*source)->side()[n], block[n] / 3.0f, 1e-6);
    all.insert(all.end(), block.begin(), block.end());
  } while (!block.empty());
  const auto alone = read_all_mono(folder / "a.wav", 22050);
  ASSERT_TRUE(alone);
  EXPECT_TRUE(all == *alone);
}

TEST(MonoSource, RefusesAbsurdRates) {
  EXPECT_FALSE(MonoSource::open("a.wav", 0));
  EXPECT_FALSE(MonoSource::open("a.wav", -5));
}

}  // namespace
}  // namespace divisi::audio

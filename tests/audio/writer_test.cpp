#include "audio/writer.h"

#include <gtest/gtest.h>

#include "audio/mono_source.h"
#include "sound_files.h"

namespace divisi::audio {
namespace {

using testing::file_bytes;
using testing::sine;
using testing::TemporaryFolder;
using testing::write_bytes;

TEST(WriteAudio, RoundTripsWithinTheEncodingsResolution) {
  TemporaryFolder folder;
  const AudioBuffer sound = sine(440.0, 0.5);
  struct Case {
    const char* name;
    AudioEncoding encoding;
    double tolerance;
  };
  for (const Case& c : {Case{"a.wav", AudioEncoding::automatic, 1.0 / 32768},
                        Case{"b.wav", AudioEncoding::pcm_24, 1.0 / 8388608},
                        Case{"c.WAV", AudioEncoding::float_32, 0.0},
                        Case{"a.flac", AudioEncoding::automatic, 1.0 / 32768},
                        Case{"b.flac", AudioEncoding::pcm_24, 1.0 / 8388608}}) {
    ASSERT_TRUE(write_audio(folder / c.name, sound, c.encoding));
    const auto back = read_all_mono(folder / c.name, 44100);
    ASSERT_TRUE(back);
    ASSERT_EQ(back->size(), sound.samples.size());
    for (std::size_t n = 0; n < back->size(); ++n) {
      ASSERT_NEAR((*back)[n], sound.samples[n], c.tolerance) << c.name;
    }
  }
}

TEST(WriteAudio, LongVorbisDoesNotOverflowTheStack) {
  TemporaryFolder folder;
  ASSERT_TRUE(write_audio(folder / "a.ogg", sine(440.0, 60.0, 22050)));
  EXPECT_EQ(read_all_mono(folder / "a.ogg", 22050)->size(), 22050U * 60U);
}

TEST(WriteAudio, ClipsInsteadOfWrapping) {
  TemporaryFolder folder;
  ASSERT_TRUE(write_audio(folder / "a.wav", {44100, 1, {2.0f, -2.0f, 0.0f}}));
  const auto back = read_all_mono(folder / "a.wav", 44100);
  ASSERT_TRUE(back);
  EXPECT_NEAR((*back)[0], 1.0, 1e-3);
  EXPECT_NEAR((*back)[1], -1.0, 1e-3);
}

TEST(WriteAudio, SaysWhyItCannot) {
  TemporaryFolder folder;
  const AudioBuffer sound = sine(440.0, 0.1);
  EXPECT_EQ(write_audio(folder / "a.xyz", sound).error().code, ErrorCode::unsupported);
  EXPECT_EQ(write_audio(folder / "a.ogg", sound, AudioEncoding::pcm_16).error().code,
            ErrorCode::unsupported);
  const auto refused = write_audio("/no/such/folder/a.wav", sound);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::io);
  EXPECT_NE(refused.error().message.find("/no/such/folder/a.wav"), std::string::npos);
}

TEST(WriteAudio, FailureLeavesTheOldFileAndNoLitter) {
  TemporaryFolder folder;
  write_bytes(folder / "a.opus", "precious");
  EXPECT_FALSE(write_audio(folder / "a.opus", sine(440.0, 0.1, 12345)));
  EXPECT_EQ(file_bytes(folder / "a.opus"), "precious");
  int files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder / ""))
    ++files;
  EXPECT_EQ(files, 1);
}

}  // namespace
}  // namespace divisi::audio

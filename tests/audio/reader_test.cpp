#include "audio/reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "audio/decoder.h"
#include "audio/writer.h"
#include "core/rng.h"
#include "sound_files.h"

namespace divisi::audio {
namespace {

using testing::best_shift;
using testing::bursts;
using testing::sine;
using testing::TemporaryFolder;

std::vector<float> read_all(AudioReader& reader, std::size_t block_frames) {
  std::vector<float> all;
  std::vector<float> block(block_frames * static_cast<std::size_t>(reader.format().channel_count));
  while (true) {
    const Expected<std::size_t> got = reader.read(block.data(), block_frames);
    EXPECT_TRUE(got);
    if (!got || *got == 0) return all;
    all.insert(all.end(), block.begin(),
               block.begin() + static_cast<std::ptrdiff_t>(
                                   *got * static_cast<std::size_t>(reader.format().channel_count)));
  }
}

std::vector<float> read_file(const std::filesystem::path& path, const ReadOptions& options = {}) {
  const auto reader = AudioReader::open(path, options);
  EXPECT_TRUE(reader) << (reader ? "" : reader.error().message);
  return reader ? read_all(**reader, 1000) : std::vector<float>{};
}

TEST(AudioReader, GivesWavSamplesExactly) {
  TemporaryFolder folder;
  const AudioBuffer sound = sine(440.0, 0.5, 44100, 2);
  ASSERT_TRUE(write_audio(folder / "a.wav", sound, AudioEncoding::float_32));
  const auto reader = AudioReader::open(folder / "a.wav");
  ASSERT_TRUE(reader);
  EXPECT_EQ((*reader)->format().sample_rate_hz, 44100);
  EXPECT_EQ((*reader)->format().channel_count, 2);
  EXPECT_EQ((*reader)->format().frame_count, 22050);
  EXPECT_EQ(read_all(**reader, 777), sound.samples);
  EXPECT_TRUE((*reader)->warnings().empty());
  EXPECT_EQ((*reader)->non_finite_count(), 0);
}

TEST(AudioReader, BlockSizeDoesNotMatter) {
  TemporaryFolder folder;
  for (const char* name : {"a.wav", "a.flac", "a.ogg", "a.opus", "a.mp3"}) {
    ASSERT_TRUE(write_audio(folder / name, sine(330.0, 1.0, 48000, 2)));
    const auto one = AudioReader::open(folder / name);
    const auto other = AudioReader::open(folder / name);
    ASSERT_TRUE(one && other);
    EXPECT_EQ(read_all(**one, 100000), read_all(**other, 61)) << name;
  }
}

/// Encoders delay; files that say by how much must come out where the sound was put in.
TEST(AudioReader, OnsetsOfLossyFilesStayWhereTheyWere) {
  TemporaryFolder folder;
  for (const int rate_hz : {22050, 44100, 48000}) {
    const AudioBuffer sound = bursts({0.1, 0.55, 1.31}, 2.0, rate_hz);
    for (const char* name : {"a.flac", "a.ogg", "a.opus", "a.mp3"}) {
      if (std::string(name) == "a.opus" && rate_hz != 48000) continue;
      ASSERT_TRUE(write_audio(folder / name, sound)) << name << rate_hz;
      const std::vector<float> heard = read_file(folder / name);
      const double shift_s = static_cast<double>(best_shift(sound.samples, heard, 1500)) / rate_hz;
      EXPECT_NEAR(shift_s, 0.0, 0.0003) << name << " at " << rate_hz;
      EXPECT_NEAR(static_cast<double>(heard.size()) / rate_hz, 2.0, 0.03) << name;
    }
  }
}

/// M4A and video: needs the ffmpeg program to make the files.
class FfmpegFiles : public ::testing::TestWithParam<const char*> {};

TEST_P(FfmpegFiles, OnsetsStayWhereTheyWere) {
  if (!has_ffmpeg()) GTEST_SKIP() << "built without FFmpeg";
  if (std::system("ffmpeg -version > /dev/null 2>&1") != 0) GTEST_SKIP() << "no ffmpeg program";
  TemporaryFolder folder;
  const AudioBuffer sound = bursts({0.1, 0.55, 1.31}, 2.0);
  ASSERT_TRUE(write_audio(folder / "a.wav", sound));
  const std::string out = (folder / GetParam()).string();
  const bool video = out.ends_with("video.mp4");
  const std::string command = "ffmpeg -loglevel error -nostdin " +
                              std::string(video ? "-f lavfi -i testsrc=d=2:s=64x64 " : "") + "-i " +
                              (folder / "a.wav").string() + " " + out;
  if (std::system(command.c_str()) != 0) GTEST_SKIP() << "this ffmpeg cannot write " << GetParam();
  const std::vector<float> heard = read_file(out);
  const int shift = best_shift(sound.samples, heard, 3000);
  EXPECT_LE(std::abs(shift), 44) << "samples of 44100 Hz";
  EXPECT_NEAR(static_cast<double>(heard.size()) / 44100.0, 2.0, 0.06);
}

INSTANTIATE_TEST_SUITE_P(Kinds, FfmpegFiles,
                         ::testing::Values("a.m4a", "a.mp4", "video.mp4", "a.mkv", "a.mp3"),
                         [](const auto& kind) {
                           std::string name = kind.param;
                           for (char& c : name) c = c == '.' ? '_' : c;
                           return name;
                         });

TEST(AudioReader, VariableRateMp3WithoutTagIsReadToItsEnd) {
  if (std::system("ffmpeg -version > /dev/null 2>&1") != 0) GTEST_SKIP() << "no ffmpeg program";
  TemporaryFolder folder;
  AudioBuffer sound = sine(440.0, 10.0);
  core::Rng rng(5);
  // One loud second first: a length guessed from its frames would be far too short.
  for (int n = 0; n < 44100; ++n)
    sound.samples[static_cast<std::size_t>(n)] = static_cast<float>(rng.uniform(-0.8, 0.8));
  ASSERT_TRUE(write_audio(folder / "a.wav", sound));
  const std::string command = "ffmpeg -loglevel error -nostdin -i " + (folder / "a.wav").string() +
                              " -c:a libmp3lame -q:a 0 -write_xing 0 -id3v2_version 0 " +
                              (folder / "a.mp3").string();
  if (std::system(command.c_str()) != 0) GTEST_SKIP() << "this ffmpeg cannot write MP3";
  EXPECT_NEAR(static_cast<double>(read_file(folder / "a.mp3").size()) / 44100.0, 10.0, 0.1);
}

/// Reading from start_s gives the very samples that reading everything gives there.
TEST(AudioReader, StretchEqualsThatPartOfTheWhole) {
  TemporaryFolder folder;
  AudioBuffer sound = sine(440.0, 3.0, 48000);
  core::Rng rng(1);
  for (float& sample : sound.samples) sample += static_cast<float>(rng.uniform(-0.1, 0.1));
  for (const char* name : {"a.wav", "a.flac", "a.ogg", "a.mp3"}) {
    ASSERT_TRUE(write_audio(folder / name, sound));
    const std::vector<float> whole = read_file(folder / name);
    const std::vector<float> part = read_file(folder / name, {1.25, 2.5});
    ASSERT_EQ(part.size(), 60000U) << name;
    double worst = 0.0;
    for (std::size_t n = 0; n < part.size(); ++n) {
      worst = std::max(worst, std::fabs(static_cast<double>(part[n]) - whole[60000 + n]));
    }
    EXPECT_LT(worst, 1e-6) << name;
  }
}

TEST(AudioReader, EndBeyondTheFileIsItsEnd) {
  TemporaryFolder folder;
  ASSERT_TRUE(write_audio(folder / "a.wav", sine(440.0, 1.0)));
  const auto reader = AudioReader::open(folder / "a.wav", {0.5, 100.0});
  ASSERT_TRUE(reader);
  EXPECT_EQ((*reader)->format().frame_count, 22050);
  EXPECT_EQ(read_all(**reader, 4096).size(), 22050U);
  EXPECT_TRUE((*reader)->warnings().empty());
}

}  // namespace
}  // namespace divisi::audio

#include "audio/stream_writer.h"

#include <gtest/gtest.h>

#include "audio/reader.h"
#include "core/rng.h"
#include "sound_files.h"

namespace divisi::audio {
namespace {

using testing::TemporaryFolder;

std::vector<std::int32_t> noise(std::size_t count) {
  core::Rng rng(count);
  std::vector<std::int32_t> samples(count);
  for (std::int32_t& sample : samples) sample = rng.integer(-(1 << 23), (1 << 23) - 1);
  return samples;
}

TEST(StreamWriter, KeepsEveryBitOf24) {
  TemporaryFolder folder;
  for (const StreamKind kind : {StreamKind::flac, StreamKind::wav}) {
    for (const AudioFormat format :
         {AudioFormat{8000, 1, 1001}, AudioFormat{44100, 2, -1}, AudioFormat{96000, 6, 1001}}) {
      const std::vector<std::int32_t> samples = noise(1001 * std::size_t(format.channel_count));
      const std::filesystem::path path = folder / (std::string("a") + stream_ending(kind));
      ASSERT_TRUE(check_stream(kind, format, "a"));
      auto writer = StreamWriter::open(path, path, kind, format);
      ASSERT_TRUE(writer);
      ASSERT_TRUE((*writer)->write(samples.data(), 700));
      ASSERT_TRUE((*writer)->write(samples.data() + 700 * format.channel_count, 301));
      ASSERT_TRUE((*writer)->close());

      auto reader = AudioReader::open(path);
      ASSERT_TRUE(reader);
      EXPECT_EQ((*reader)->format().sample_rate_hz, format.sample_rate_hz);
      EXPECT_EQ((*reader)->format().channel_count, format.channel_count);
      EXPECT_EQ((*reader)->format().frame_count, 1001);
      std::vector<float> back(samples.size());
      ASSERT_EQ(*(*reader)->read(back.data(), 1001), 1001U);
      for (std::size_t i = 0; i < back.size(); ++i) {
        ASSERT_EQ(back[i] * 8388608.0F, float(samples[i])) << path << ", sample " << i;
      }
    }
  }
}

TEST(StreamWriter, KnowsWhatFlacCannotHold) {
  EXPECT_TRUE(check_stream(StreamKind::flac, {655350, 8, -1}, "a"));
  for (const AudioFormat format : {AudioFormat{44100, 9, -1}, AudioFormat{768000, 1, -1}}) {
    EXPECT_TRUE(check_stream(StreamKind::wav, format, "a"));
    const Expected<void> refused = check_stream(StreamKind::flac, format, "song.wav");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unsupported);
    EXPECT_EQ(refused.error().message.rfind("song.wav: ", 0), 0U);
  }
}

TEST(StreamWriter, SaysWhereItCannotWrite) {
  const auto writer = StreamWriter::open("/no/such/folder/.a.part", "/no/such/folder/a.flac",
                                         StreamKind::flac, {44100, 1, -1});
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().code, ErrorCode::io);
  EXPECT_EQ(writer.error().message,
            "/no/such/folder/a.flac: cannot write: No such file or directory");
}

TEST(StreamWriter, NoticesAFullDisk) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  auto writer = StreamWriter::open("/dev/full", "a.wav", StreamKind::wav, {44100, 2, 1 << 20});
  if (!writer) return;  // noticed already
  const std::vector<std::int32_t> samples = noise(1 << 16);
  Expected<void> written;
  for (int block = 0; block < 16 && written; ++block) {
    written = (*writer)->write(samples.data(), samples.size() / 2);
  }
  const bool noticed = !written || !(*writer)->close();
  EXPECT_TRUE(noticed);
}

}  // namespace
}  // namespace divisi::audio

#include "audio/mpeg_header.h"

#include <gtest/gtest.h>

#include "sound_files.h"

namespace divisi::audio {
namespace {

using testing::TemporaryFolder;
using testing::write_bytes;

TEST(MpegHeader, FrameLengths) {
  EXPECT_EQ(mpeg_frame_bytes(0xFFFB9000U), 417) << "MPEG-1 III, 128 kbit/s, 44.1 kHz";
  EXPECT_EQ(mpeg_frame_bytes(0xFFFB9200U), 418) << "the same, padded";
  EXPECT_EQ(mpeg_frame_bytes(0xFFF38000U), 208) << "MPEG-2 III, 64 kbit/s, 22.05 kHz";
  EXPECT_EQ(mpeg_frame_bytes(0xFFFD8400U), 384) << "MPEG-1 II, 128 kbit/s, 48 kHz";
}

TEST(MpegHeader, RefusesWhatIsNone) {
  EXPECT_EQ(mpeg_frame_bytes(0x52494646U), 0) << "RIFF";
  EXPECT_EQ(mpeg_frame_bytes(0xFFFFFFFFU), 0);
  EXPECT_EQ(mpeg_frame_bytes(0xFFF15080U), 0) << "AAC in ADTS: layer 0";
  EXPECT_EQ(mpeg_frame_bytes(0xFFFB0000U), 0) << "free format";
}

std::string frame() { return std::string("\xFF\xFB\x90\x00", 4) + std::string(413, '\0'); }

TEST(MpegHeader, NeedsTwoFramesInARow) {
  TemporaryFolder folder;
  write_bytes(folder / "two", frame() + frame());
  EXPECT_TRUE(starts_like_mpeg_audio(folder / "two"));
  write_bytes(folder / "one", frame() + "something else");
  EXPECT_FALSE(starts_like_mpeg_audio(folder / "one"));
  write_bytes(folder / "short", frame().substr(0, 3));
  EXPECT_FALSE(starts_like_mpeg_audio(folder / "short"));
  EXPECT_FALSE(starts_like_mpeg_audio(folder / "absent"));
}

TEST(MpegHeader, LooksBehindId3Tags) {
  TemporaryFolder folder;
  const std::string tag =
      std::string("ID3\x04\x00\x00\x00\x00\x01\x05", 10) + std::string(133, 'x');
  write_bytes(folder / "a", tag + frame() + frame());
  EXPECT_TRUE(starts_like_mpeg_audio(folder / "a"));
  write_bytes(folder / "b", tag + tag + frame() + frame());
  EXPECT_TRUE(starts_like_mpeg_audio(folder / "b"));
  write_bytes(folder / "c", tag);
  EXPECT_FALSE(starts_like_mpeg_audio(folder / "c"));
}

}  // namespace
}  // namespace divisi::audio

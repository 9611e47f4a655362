// Every kind of file that a person may hand us by mistake: one clear line, never a crash.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "audio/mono_source.h"
#include "audio/reader.h"
#include "audio/writer.h"
#include "core/rng.h"
#include "sound_files.h"

namespace divisi::audio {
namespace {

using testing::file_bytes;
using testing::RawWav;
using testing::sine;
using testing::TemporaryFolder;
using testing::write_bytes;

std::string pcm_bytes(std::size_t samples) {
  std::string data;
  for (std::size_t n = 0; n < samples; ++n) {
    data += RawWav::half(static_cast<std::uint16_t>(std::lround(8000.0 * std::sin(0.05 * n))));
  }
  return data;
}

std::string float_bytes(const std::vector<float>& samples) {
  std::string data(samples.size() * sizeof(float), '\0');
  std::memcpy(data.data(), samples.data(), data.size());
  return data;
}

void expect_refused(const std::filesystem::path& path, ErrorCode code, const std::string& words) {
  const Expected<std::vector<float>> sound = read_all_mono(path, 22050);
  ASSERT_FALSE(sound) << path;
  EXPECT_EQ(sound.error().code, code) << sound.error().message;
  EXPECT_EQ(sound.error().message.rfind(path.string() + ": ", 0), 0U) << sound.error().message;
  EXPECT_NE(sound.error().message.find(words), std::string::npos) << sound.error().message;
  EXPECT_EQ(sound.error().message.find('\n'), std::string::npos) << sound.error().message;
}

TEST(BadInput, NoSuchFile) {
  expect_refused("/no/such/song.mp3", ErrorCode::not_found, "no such file");
}

TEST(BadInput, Folder) {
  TemporaryFolder folder;
  expect_refused(folder / "", ErrorCode::io, "a folder");
}

TEST(BadInput, NotARegularFile) { expect_refused("/dev/zero", ErrorCode::io, "regular file"); }

TEST(BadInput, NoRights) {
  TemporaryFolder folder;
  write_bytes(folder / "secret.wav", RawWav{}.bytes());
  ::chmod((folder / "secret.wav").c_str(), 0);
  ::chmod((folder / "").c_str(), 0755);
  const bool root = ::geteuid() == 0;  // may read everything, so it becomes nobody for a moment
  if (root && ::seteuid(65534) != 0) GTEST_SKIP() << "cannot give up root's rights";
  expect_refused(folder / "secret.wav", ErrorCode::io, "Permission denied");
  if (root) {
    EXPECT_EQ(::seteuid(0), 0);
  }
}

TEST(BadInput, EmptyFile) {
  TemporaryFolder folder;
  write_bytes(folder / "empty.wav", "");
  expect_refused(folder / "empty.wav", ErrorCode::corrupt, "empty file");
}

TEST(BadInput, NotAudioWhateverItsName) {
  TemporaryFolder folder;
  core::Rng rng(7);
  std::string noise;
  for (int i = 0; i < 100000; ++i) noise += static_cast<char>(rng.next());
  for (const char* name : {"a.wav", "a.mp3", "a.m4a", "a.flac", "a.txt", "a"}) {
    write_bytes(folder / name, "This is a letter, not a song.\n");
    expect_refused(folder / name, ErrorCode::unsupported, "not a sound file");
    write_bytes(folder / name, noise);
    expect_refused(folder / name, ErrorCode::unsupported, "not a sound file");
  }
}

TEST(BadInput, HeaderWithoutSamples) {
  TemporaryFolder folder;
  RawWav wav;
  wav.data.clear();
  write_bytes(folder / "none.wav", wav.bytes());
  expect_refused(folder / "none.wav", ErrorCode::corrupt, "holds no samples");
}

TEST(BadInput, NoChannels) {
  TemporaryFolder folder;
  RawWav wav;
  wav.channel_count = 0;
  write_bytes(folder / "zero.wav", wav.bytes());
  expect_refused(folder / "zero.wav", ErrorCode::corrupt, "hannel");
}

TEST(BadInput, TooManyChannels) {
  TemporaryFolder folder;
  RawWav wav;
  wav.channel_count = 300;
  wav.data.assign(6000, '\0');
  write_bytes(folder / "many.wav", wav.bytes());
  expect_refused(folder / "many.wav", ErrorCode::unsupported, "300 channels, expected 1 to 256");
}

TEST(BadInput, RatesOutOfRange) {
  TemporaryFolder folder;
  for (const std::uint32_t rate_hz : {1000U, 3999U, 768001U}) {
    RawWav wav;
    wav.sample_rate_hz = rate_hz;
    write_bytes(folder / "rate.wav", wav.bytes());
    expect_refused(folder / "rate.wav", ErrorCode::unsupported,
                   std::to_string(rate_hz) + " Hz, expected 4000 to 768000");
  }
}

TEST(BadInput, RatesThatNoHeaderCanMean) {
  TemporaryFolder folder;
  for (const std::uint32_t rate_hz : {0U, 4294967295U}) {
    RawWav wav;
    wav.sample_rate_hz = rate_hz;
    write_bytes(folder / "rate.wav", wav.bytes());
    expect_refused(folder / "rate.wav", ErrorCode::corrupt, "impossible sample rate");
  }
}

TEST(BadInput, UnusualRatesAndChannelsAreWelcome) {
  TemporaryFolder folder;
  for (const int rate_hz : {4000, 8000, 11025, 96000, 384000, 768000}) {
    ASSERT_TRUE(write_audio(folder / "a.wav", sine(440.0, 1.0, rate_hz)));
    const auto sound = read_all_mono(folder / "a.wav", 22050);
    ASSERT_TRUE(sound) << sound.error().message;
    EXPECT_EQ(sound->size(), 22050U);
  }
  ASSERT_TRUE(write_audio(folder / "b.wav", sine(440.0, 0.25, 22050, 30)));
  const auto sound = read_all_mono(folder / "b.wav", 22050);
  ASSERT_TRUE(sound);
  EXPECT_NEAR((*sound)[13], sine(440.0, 0.25, 22050).samples[13], 1e-4);
}

TEST(BadInput, SilenceIsASound) {
  TemporaryFolder folder;
  write_bytes(folder / "silence.wav", RawWav{}.bytes());
  const auto sound = read_all_mono(folder / "silence.wav", 44100);
  ASSERT_TRUE(sound);
  EXPECT_EQ(*sound, std::vector<float>(1000, 0.0f));
}

TEST(BadInput, CutOffWavIsReadAndWarnedAbout) {
  TemporaryFolder folder;
  RawWav wav;
  wav.data = pcm_bytes(1000);
  wav.promised_bytes = 80000;
  write_bytes(folder / "cut.wav", wav.bytes());
  const auto reader = AudioReader::open(folder / "cut.wav");
  ASSERT_TRUE(reader) << reader.error().message;
  std::vector<float> samples(5000);
  EXPECT_EQ((*reader)->read(samples.data(), samples.size()).value(), 1000U);
  ASSERT_EQ((*reader)->warnings().size(), 1U);
  EXPECT_NE((*reader)->warnings()[0].find("promises 80000 bytes"), std::string::npos)
      << (*reader)->warnings()[0];
}

TEST(BadInput, WavOfUnknownLengthIsNoCutOffWav) {
  TemporaryFolder folder;
  RawWav wav;
  wav.data = pcm_bytes(1000);
  wav.promised_bytes = 0xFFFFFF00;  // as programs write that stream into a pipe
  write_bytes(folder / "piped.wav", wav.bytes());
  const auto reader = AudioReader::open(folder / "piped.wav");
  ASSERT_TRUE(reader) << reader.error().message;
  std::vector<float> samples(5000);
  EXPECT_EQ((*reader)->read(samples.data(), samples.size()).value(), 1000U);
  EXPECT_TRUE((*reader)->warnings().empty()) << (*reader)->warnings()[0];
}

TEST(BadInput, CutOffCompressedFilesAreReadAndWarnedAbout) {
  TemporaryFolder folder;
  AudioBuffer sound = sine(440.0, 8.0);
  core::Rng rng(3);
  for (float& sample : sound.samples) sample += static_cast<float>(rng.uniform(-0.2, 0.2));
  for (const char* ending : {".flac", ".mp3", ".ogg"}) {
    const auto whole = folder / (std::string("whole") + ending);
    const auto cut = folder / (std::string("cut") + ending);
    ASSERT_TRUE(write_audio(whole, sound));
    const std::string bytes = file_bytes(whole);
    write_bytes(cut, bytes.substr(0, bytes.size() / 2));
    const auto source = MonoSource::open(cut, 22050);
    ASSERT_TRUE(source) << source.error().message;
    std::size_t total = 0;
    std::vector<float> block;
    do {
      ASSERT_TRUE((*source)->read(block));
      total += block.size();
    } while (!block.empty());
    EXPECT_NEAR(static_cast<double>(total) / 22050.0, 4.0, 0.5) << ending;
    EXPECT_FALSE((*source)->warnings().empty()) << ending;
  }
}

TEST(BadInput, DamageInTheMiddleIsSurvived) {
  TemporaryFolder folder;
  for (const char* ending : {".flac", ".mp3", ".ogg", ".opus", ".wav"}) {
    const auto path = folder / (std::string("hurt") + ending);
    ASSERT_TRUE(write_audio(path, sine(440.0, 4.0, 48000)));
    std::string bytes = file_bytes(path);
    core::Rng rng(11);
    for (int i = 0; i < 200; ++i) {
      const int at =
          rng.integer(static_cast<int>(bytes.size()) / 2, static_cast<int>(bytes.size()) - 1);
      bytes[static_cast<std::size_t>(at)] = static_cast<char>(rng.next());
    }
    write_bytes(path, bytes);
    const auto sound = read_all_mono(path, 22050);
    if (sound) {
      EXPECT_GT(sound->size(), 20000U) << ending;
    } else {
      EXPECT_EQ(sound.error().code, ErrorCode::corrupt) << sound.error().message;
    }
  }
}

TEST(BadInput, NonFiniteSamplesBecomeSilenceAndAreCounted) {
  TemporaryFolder folder;
  RawWav wav;
  wav.format_tag = 3;
  wav.bits = 32;
  const float infinity = std::numeric_limits<float>::infinity();
  wav.data = float_bytes({0.5f, NAN, -0.25f, infinity, -infinity, 1e30f, 2.0f});
  write_bytes(folder / "nan.wav", wav.bytes());
  const auto reader = AudioReader::open(folder / "nan.wav");
  ASSERT_TRUE(reader);
  std::vector<float> samples(16);
  ASSERT_EQ((*reader)->read(samples.data(), samples.size()).value(), 7U);
  samples.resize(7);
  EXPECT_EQ(samples, (std::vector<float>{0.5f, 0.0f, -0.25f, 0.0f, 0.0f, 0.0f, 2.0f}));
  EXPECT_EQ((*reader)->non_finite_count(), 4);
  ASSERT_EQ((*reader)->warnings().size(), 1U);
  EXPECT_NE((*reader)->warnings()[0].find("4 samples"), std::string::npos);
  EXPECT_NE((*reader)->warnings()[0].find("or absurdly large"), std::string::npos);
}

TEST(BadInput, StretchesThatAreNotThere) {
  TemporaryFolder folder;
  for (const char* name : {"a.wav", "a.mp3"}) {
    ASSERT_TRUE(write_audio(folder / name, sine(440.0, 1.0)));
    const auto late = AudioReader::open(folder / name, {5.0, 6.0});
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::out_of_range) << late.error().message;
    for (const ReadOptions& wrong :
         {ReadOptions{0.5, 0.5}, ReadOptions{0.5, 0.2}, ReadOptions{-1.0, 1.0},
          ReadOptions{NAN, 1.0}, ReadOptions{0.0, NAN}}) {
      const auto refused = AudioReader::open(folder / name, wrong);
      ASSERT_FALSE(refused);
      EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
    }
    const auto nothing = AudioReader::open(folder / name, {0.5, 0.5000001});
    ASSERT_FALSE(nothing);
    EXPECT_EQ(nothing.error().code, ErrorCode::out_of_range);
  }
}

}  // namespace
}  // namespace divisi::audio

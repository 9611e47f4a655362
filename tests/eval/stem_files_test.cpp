// Stems in files: rates, channels, lengths, and what is no stem.
#include "eval/stem_files.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "audio/writer.h"

namespace divisi::eval {
namespace {

namespace fs = std::filesystem;

class StemFiles : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              ("stem_files_" +
               std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// A tone of 441 Hz, the second of two channels twice as loud as the first.
  void write(const std::string& name, double duration_s, int rate_hz, int channels = 1) const {
    AudioBuffer sound{rate_hz, channels, {}};
    for (int i = 0; i < static_cast<int>(duration_s * rate_hz); ++i) {
      for (int channel = 0; channel < channels; ++channel) {
        sound.samples.push_back(static_cast<float>(
            0.2 * (channel + 1) * std::sin(6.283185307179586 * 441.0 * i / rate_hz)));
      }
    }
    ASSERT_TRUE(audio::write_audio(folder_ / name, sound));
  }

  fs::path folder_;
};

TEST_F(StemFiles, AreMadeLikeTheMixture) {
  write("mix.wav", 1.0, 22050);
  const auto mixture = read_mixture(folder_ / "mix.wav");
  ASSERT_TRUE(mixture) << mixture.error().message;
  EXPECT_EQ(mixture->sample_rate_hz, 22050);
  ASSERT_EQ(mixture->samples.size(), 22050U);
  fs::create_directories(folder_ / "stems" / "below");
  write("stems/b_stereo.flac", 1.05, 22050, 2);
  write("stems/a_other_rate.WAV", 0.95, 44100);
  write("stems/below/c.wav", 1.0, 22050);
  std::ofstream(folder_ / "stems" / "notes.csv") << "onset_s\n";
  const auto stems = read_stem_folder(folder_ / "stems", *mixture);
  ASSERT_TRUE(stems) << stems.error().message;
  ASSERT_EQ(stems->size(), 2U);
  EXPECT_EQ((*stems)[0].name, "a_other_rate");
  EXPECT_EQ((*stems)[1].name, "b_stereo");
  for (const NamedSound& stem : *stems) {
    ASSERT_EQ(stem.samples.size(), 22050U);
    const Samples some = Samples(stem.samples).subspan(2000, 15000);
    EXPECT_GT(si_sdr_db(some, Samples(mixture->samples).subspan(2000, 15000)), 40.0) << stem.name;
  }
  EXPECT_NEAR((*stems)[1].samples[1000], 1.5F * mixture->samples[1000], 1e-4);
  EXPECT_EQ((*stems)[0].samples.back(), 0.0F) << "the end is filled with silence";
}

TEST_F(StemFiles, OtherLengthsAndNoSoundAreNamed) {
  write("mix.wav", 1.0, 22050);
  const auto mixture = read_mixture(folder_ / "mix.wav");
  ASSERT_TRUE(mixture);
  const auto none = read_stem_folder(folder_ / "nowhere", *mixture);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::not_found);
  fs::create_directories(folder_ / "stems");
  EXPECT_NE(read_stem_folder(folder_ / "stems", *mixture).error().message.find("no sound files"),
            std::string::npos);
  write("stems/a.wav", 1.2, 22050);
  const auto longer = read_stem_folder(folder_ / "stems", *mixture);
  ASSERT_FALSE(longer);
  EXPECT_NE(longer.error().message.find("a.wav: found 1.20 s of sound, expected 1.00 s"),
            std::string::npos)
      << longer.error().message;
  EXPECT_FALSE(read_mixture(folder_ / "lost.wav"));
  EXPECT_FALSE(read_stem(folder_ / "lost.wav", *mixture));
}

}  // namespace
}  // namespace divisi::eval

#include "divisi/auralise.h"

#include <gtest/gtest.h>

#include "audio/mono_source.h"
#include "audio/reader.h"
#include "made_recording.h"

namespace divisi {
namespace {

using engine::testing::made_recording;
using engine::testing::panned;
using engine::testing::TemporaryFolder;

Score some_score() {
  Score score;
  score.parts.resize(2);
  score.parts[0].name = "Flute";
  score.parts[0].program = 73;
  score.parts[0].notes = {{0.2, 0.8, 72, 90}, {1.0, 1.6, 76, 90}};
  score.parts[1].name = "Drums";
  score.parts[1].is_drums = true;
  score.parts[1].notes = {{0.5, 0.6, 36, 100}, {1.5, 1.6, 38, 100}};
  return score;
}

AuraliseOptions builtin() {
  AuraliseOptions options;
  options.builtin = true;
  return options;
}

AudioFormat format_of(const std::filesystem::path& path) {
  const auto reader = audio::AudioReader::open(path);
  EXPECT_TRUE(reader) << path;
  return (*reader)->format();
}

double level_db(const std::filesystem::path& path, int rate_hz) {
  const auto samples = audio::read_all_mono(path, rate_hz);
  double squares = 0.0;
  for (const float sample : *samples) squares += double(sample) * sample;
  return 10.0 * std::log10(squares / double(samples->size()) + 1e-20);
}

TEST(WriteAuralisation, PlaysPartsRemixAndComparison) {
  TemporaryFolder folder;
  const auto path = folder / "song.wav";
  ASSERT_TRUE(audio::write_audio(path, panned(made_recording(2.0, 44100), {0.3})));
  const Score score = some_score();
  const auto stems = write_stems(path, score, folder / "stems");
  ASSERT_TRUE(stems);
  const auto made = write_auralisation(path, score, folder / "played", stems->stems, builtin());
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->played_with, "built-in synthesiser");
  ASSERT_EQ(made->files.size(), 4U);
  EXPECT_EQ(made->files[0].filename(), "01_flute.flac");
  EXPECT_EQ(made->files[2].filename(), "remix.flac");
  EXPECT_EQ(made->files[3].filename(), "original_and_remix.flac");
  for (const auto& file : made->files) {
    EXPECT_EQ(format_of(file).frame_count, 88200) << file;
    EXPECT_EQ(format_of(file).sample_rate_hz, 44100);
  }
  EXPECT_EQ(format_of(made->files[0]).channel_count, 1);
  EXPECT_EQ(format_of(made->files[3]).channel_count, 2);
  EXPECT_NEAR(level_db(made->files[2], 44100), level_db(path, 44100), 0.5);
}

TEST(WriteAuralisation, LeftIsTheOriginal) {
  TemporaryFolder folder;
  ASSERT_TRUE(audio::write_audio(folder / "song.flac", made_recording(1.0)));
  const auto made =
      write_auralisation(folder / "song.flac", some_score(), folder / "played", {}, builtin());
  ASSERT_TRUE(made);
  const auto reader = audio::AudioReader::open(made->files[3]);
  const auto original = audio::read_all_mono(folder / "song.flac", 22050);
  const auto remix = audio::read_all_mono(made->files[2], 22050);
  std::vector<float> both(2 * original->size());
  ASSERT_EQ(*(*reader)->read(both.data(), original->size()), original->size());
  for (std::size_t n = 0; n < original->size(); ++n) {
    ASSERT_EQ(both[2 * n], (*original)[n]);
    ASSERT_EQ(both[2 * n + 1], (*remix)[n]);
  }
}

TEST(WriteAuralisation, OfNothingIsSilenceAndTheOriginal) {
  TemporaryFolder folder;
  ASSERT_TRUE(audio::write_audio(folder / "song.wav", made_recording(0.5)));
  const auto made =
      write_auralisation(folder / "song.wav", Score(), folder / "played", {}, builtin());
  ASSERT_TRUE(made);
  ASSERT_EQ(made->files.size(), 2U);
  EXPECT_LT(level_db(made->files[0], 22050), -190.0);
}

TEST(WriteAuralisation, SaysWhatIsWrongAndLeavesNothing) {
  TemporaryFolder folder;
  ASSERT_TRUE(audio::write_audio(folder / "song.wav", made_recording(0.5)));
  AuraliseOptions options;
  options.soundfont = folder / "absent.sf2";
  const auto absent =
      write_auralisation(folder / "song.wav", some_score(), folder / "played", {}, options);
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::not_found);
  options.soundfont = folder / "song.wav";
  const auto wrong =
      write_auralisation(folder / "song.wav", some_score(), folder / "played", {}, options);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::corrupt);
  const auto cancelled =
      write_auralisation(folder / "song.wav", some_score(), folder / "played", {}, builtin(),
                         [](const Progress& progress) { return progress.fraction < 0.6; });
  ASSERT_FALSE(cancelled);
  EXPECT_EQ(cancelled.error().code, ErrorCode::cancelled);
  EXPECT_FALSE(std::filesystem::exists(folder / "played"));
}

}  // namespace
}  // namespace divisi

#include "divisi/stems.h"

#include <gtest/gtest.h>
#include <cmath>
#include <fstream>

#include "audio/reader.h"
#include "made_recording.h"

namespace divisi {
namespace {

using engine::testing::add_tone;
using engine::testing::made_recording;
using engine::testing::panned;
using engine::testing::TemporaryFolder;

struct Read {
  AudioFormat format;
  std::vector<double> whole;  // samples in units of 2^-23
};

Read read(const std::filesystem::path& path, double start_s = 0.0, double end_s = 1e9) {
  auto reader = audio::AudioReader::open(path, {start_s, end_s});
  EXPECT_TRUE(reader) << path;
  Read result{(*reader)->format(), {}};
  std::vector<float> block(4096 * std::size_t(result.format.channel_count));
  for (std::size_t got = 4096; got == 4096;) {
    got = *(*reader)->read(block.data(), 4096);
    for (std::size_t i = 0; i < got * std::size_t(result.format.channel_count); ++i) {
      result.whole.push_back(std::rint(double(block[i]) * 8388608.0));
    }
  }
  return result;
}

/// High and low notes of two parts, as they might be in the recording.
Score some_score(double until_s = 0.9) {
  Score score;
  score.parts.resize(2);
  score.parts[0].name = "Flute";
  score.parts[1].name = "Double Bass";
  for (double onset_s = 0.1; onset_s < until_s; onset_s += 0.25) {
    score.parts[0].notes.push_back({onset_s, onset_s + 0.2, 84});
    score.parts[1].notes.push_back({onset_s, onset_s + 0.2, 40});
  }
  return score;
}

std::vector<std::string> names_of(const StemSet& set) {
  std::vector<std::string> names;
  for (const Stem& stem : set.stems) names.push_back(stem.path.filename().string());
  return names;
}

void expect_adds_up(const StemSet& set, const Read& recording) {
  std::vector<double> sum(recording.whole.size(), 0.0);
  for (const Stem& stem : set.stems) {
    const Read sound = read(stem.path);
    EXPECT_EQ(sound.format.sample_rate_hz, recording.format.sample_rate_hz);
    EXPECT_EQ(sound.format.channel_count, recording.format.channel_count);
    ASSERT_EQ(sound.whole.size(), recording.whole.size()) << stem.path;
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += sound.whole[i];
  }
  EXPECT_EQ(sum, recording.whole);
}

TEST(WriteStems, AddUpToTheRecordingInEveryFormat) {
  TemporaryFolder folder;
  for (const char* name : {"a.wav", "b.flac", "c.mp3", "d.ogg"}) {
    const auto path = folder / name;
    AudioBuffer sound = panned(made_recording(2.5, 44100), {0.2, 0.7});
    ASSERT_TRUE(audio::write_audio(path, sound));
    for (const StemFormat format : {StemFormat::flac, StemFormat::wav}) {
      StemOptions options;
      options.format = format;
      const auto set = write_stems(path, some_score(2.4), folder / "stems", options);
      ASSERT_TRUE(set) << set.error().message;
      const std::string ending = format == StemFormat::flac ? ".flac" : ".wav";
      EXPECT_EQ(names_of(*set),
                (std::vector<std::string>{"01_flute" + ending, "02_double_bass" + ending,
                                          "residual" + ending}));
      EXPECT_TRUE(set->warnings.empty());
      EXPECT_EQ(set->channel_count, 2);
      expect_adds_up(*set, read(path));
      EXPECT_GT(set->stems[0].level_db, -100.0);
    }
    // Those of the other format are gone.
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / "stems"),
                            std::filesystem::directory_iterator()),
              3);
  }
}

TEST(WriteStems, WithoutNotesAllIsResidual) {
  TemporaryFolder folder;
  ASSERT_TRUE(audio::write_audio(folder / "a.wav", made_recording(1.0)));
  const auto set = write_stems(folder / "a.wav", Score(), folder / "stems");
  ASSERT_TRUE(set);
  EXPECT_EQ(names_of(*set), std::vector<std::string>{"residual.flac"});
  EXPECT_EQ(set->stems[0].part, -1);
  expect_adds_up(*set, read(folder / "a.wav"));
}

TEST(WriteStems, HoldWhatIsLouderThanFullScale) {
  TemporaryFolder folder;
  AudioBuffer loud = made_recording(1.0);
  for (float& sample : loud.samples) sample *= 8.0F;
  ASSERT_TRUE(audio::write_audio(folder / "a.wav", loud, audio::AudioEncoding::float_32));
  const auto set = write_stems(folder / "a.wav", some_score(), folder / "stems");
  ASSERT_TRUE(set);
  EXPECT_TRUE(set->warnings.empty()) << set->warnings[0];
  expect_adds_up(*set, read(folder / "a.wav"));

  const auto alone = write_stems(folder / "a.wav", Score(), folder / "stems");
  ASSERT_TRUE(alone);
  ASSERT_EQ(alone->warnings.size(), 1U);
  EXPECT_NE(alone->warnings[0].find("cut off"), std::string::npos);
}

TEST(WriteStems, FollowTheNotes) {
  TemporaryFolder folder;
  AudioBuffer sound{44100, 1, std::vector<float>(2 * 44100, 0.0F)};
  add_tone(sound, 0.1, 60, 0.4);
  add_tone(sound, 1.2, 60, 0.6);
  ASSERT_TRUE(audio::write_audio(folder / "a.wav", sound));
  Score score;
  score.parts.resize(1);
  score.parts[0].notes = {{0.1, 0.5, 60}, {1.2, 1.8, 60}};
  const auto energy = [](const Read& heard, double from_s, double to_s) {
    double squares = 0.0;
    for (auto i = std::size_t(from_s * 44100); i < std::size_t(to_s * 44100); ++i)
      squares += heard.whole[i] * heard.whole[i];
    return squares;
  };
  const auto both = write_stems(folder / "a.wav", score, folder / "both");
  score.parts[0].notes.pop_back();
  const auto one = write_stems(folder / "a.wav", score, folder / "one");
  ASSERT_TRUE(both && one);
  const Read with = read(both->stems[0].path), without = read(one->stems[0].path);
  EXPECT_GT(energy(with, 1.2, 1.8), 0.9 * energy(read(folder / "a.wav"), 1.2, 1.8));
  EXPECT_EQ(energy(without, 1.2, 1.8), 0.0);
  // Its spectrum is learned from one note instead of two.
  EXPECT_NEAR(energy(without, 0.1, 0.5) / energy(with, 0.1, 0.5), 1.0, 0.01);
  EXPECT_GT(energy(read(one->stems[1].path), 1.2, 1.8), 0.9 * energy(with, 1.2, 1.8));
}

TEST(WriteStems, OfAStretchAreThatStretch) {
  TemporaryFolder folder;
  ASSERT_TRUE(audio::write_audio(folder / "a.wav", made_recording(3.0, 44100)));
  StemOptions options;
  options.start_s = 0.5;
  options.end_s = 2.0;
  const auto set = write_stems(folder / "a.wav", some_score(), folder / "stems", options);
  ASSERT_TRUE(set);
  EXPECT_NEAR(set->duration_s, 1.5, 1e-9);
  expect_adds_up(*set, read(folder / "a.wav", 0.5, 2.0));
}

TEST(WriteStems, LeavesOutWhatIsNotWanted) {
  TemporaryFolder folder;
  ASSERT_TRUE(audio::write_audio(folder / "a.wav", made_recording(1.0)));
  StemOptions options;
  options.only = {"double bass"};
  const auto set = write_stems(folder / "a.wav", some_score(), folder / "stems", options);
  ASSERT_TRUE(set);
  EXPECT_EQ(names_of(*set), (std::vector<std::string>{"02_double_bass.flac", "residual.flac"}));
  EXPECT_EQ(set->stems[0].part, 1);
  expect_adds_up(*set, read(folder / "a.wav"));
  options.only = {"Tuba"};
  const auto absent = write_stems(folder / "a.wav", some_score(), folder / "other", options);
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::invalid_argument);
  EXPECT_FALSE(std::filesystem::exists(folder / "other"));
}

TEST(WriteStems, RefusesWhatItCannotDoBeforeItBegins) {
  TemporaryFolder folder;
  ASSERT_TRUE(audio::write_audio(folder / "a.wav", {8000, 9, std::vector<float>(900, 0.1F)}));
  StemOptions options;
  const auto nine = check_stems(folder / "a.wav", options);
  ASSERT_FALSE(nine);
  EXPECT_EQ(nine.error().code, ErrorCode::unsupported);
  options.format = StemFormat::wav;
  EXPECT_TRUE(check_stems(folder / "a.wav", options));
  EXPECT_TRUE(write_stems(folder / "a.wav", some_score(), folder / "stems", options));
  EXPECT_EQ(check_stems(folder / "absent.wav", options).error().code, ErrorCode::not_found);
  options.start_s = -1.0;
  EXPECT_EQ(check_stems(folder / "a.wav", options).error().code, ErrorCode::invalid_argument);
}

TEST(WriteStems, TheModelIsCheckedBeforeAnythingElse) {
  TemporaryFolder folder;
  ASSERT_TRUE(audio::write_audio(folder / "a.wav", made_recording(1.0)));
  StemOptions options;
  options.model = folder / "absent.dvw";
  EXPECT_EQ(check_stems(folder / "a.wav", options).error().code, ErrorCode::not_found);
  std::ofstream(folder / "bad.dvw") << "no weights";
  options.model = folder / "bad.dvw";
  const auto bad = check_stems(folder / "a.wav", options);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, ErrorCode::corrupt);
  EXPECT_NE(bad.error().message.find("bad.dvw"), std::string::npos) << bad.error().message;
  EXPECT_FALSE(write_stems(folder / "a.wav", some_score(), folder / "stems", options));
  EXPECT_FALSE(std::filesystem::exists(folder / "stems"));
  options.model = std::filesystem::path(DIVISI_SOURCE_DIR) / "models/divisi_notes.dvw";
  const auto other = check_stems(folder / "a.wav", options);
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find("share network"), std::string::npos);
  options.model = kNoStemModel;
  const auto set = write_stems(folder / "a.wav", some_score(), folder / "stems", options);
  ASSERT_TRUE(set) << set.error().message;
  expect_adds_up(*set, read(folder / "a.wav"));
}

TEST(WriteStems, LeavesNothingBehindWhenItFails) {
  TemporaryFolder folder;
  ASSERT_TRUE(audio::write_audio(folder / "a.wav", made_recording(3.0)));
  const auto cancelled =
      write_stems(folder / "a.wav", some_score(), folder / "stems", {},
                  [](const Progress& progress) { return progress.fraction < 0.5; });
  ASSERT_FALSE(cancelled);
  EXPECT_EQ(cancelled.error().code, ErrorCode::cancelled);
  const auto nowhere = write_stems(folder / "a.wav", some_score(), folder / "no" / "stems");
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, ErrorCode::io);
  EXPECT_TRUE(nowhere.error().where.starts_with((folder / "no").string()));
  Score many;
  many.parts.resize(101);
  EXPECT_FALSE(write_stems(folder / "a.wav", many, folder / "stems"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / ""),
                          std::filesystem::directory_iterator()),
            1);
}

TEST(WriteStems, WarnsOfNotesBeyondTheEnd) {
  TemporaryFolder folder;
  ASSERT_TRUE(audio::write_audio(folder / "a.wav", made_recording(1.0)));
  const auto set = write_stems(folder / "a.wav", some_score(3.0), folder / "stems");
  ASSERT_TRUE(set);
  ASSERT_EQ(set->warnings.size(), 1U);
  EXPECT_NE(set->warnings[0].find("are they of this recording?"), std::string::npos);
}

TEST(WriteStems, NeitherThreadsNorTurnsMatter) {
  TemporaryFolder folder;
  ASSERT_TRUE(audio::write_audio(folder / "a.wav", made_recording(3.0)));
  StemOptions options;
  options.threads = 1;
  const auto one = write_stems(folder / "a.wav", some_score(), folder / "one", options);
  options.threads = 4;
  const auto four = write_stems(folder / "a.wav", some_score(), folder / "four", options);
  ASSERT_TRUE(one && four);
  for (std::size_t i = 0; i < one->stems.size(); ++i) {
    EXPECT_EQ(read(one->stems[i].path).whole, read(four->stems[i].path).whole);
  }
}

}  // namespace
}  // namespace divisi

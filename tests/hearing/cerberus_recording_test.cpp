#include "hearing/cerberus_recording.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "audio/mono_source.h"
#include "audio/writer.h"
#include "divisi/files.h"
#include "made_cerberus.h"

namespace divisi::hearing {
namespace {

namespace fs = std::filesystem;

class CerberusRecording : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path recording() const {
    std::vector<float> sound(44100);
    for (std::size_t n = 0; n < sound.size(); ++n)
      sound[n] = 0.3f * static_cast<float>(std::sin(0.06 * static_cast<double>(n)));
    EXPECT_TRUE(audio::write_audio(folder_ / "mix.wav", {22050, 1, sound}));
    return folder_ / "mix.wav";
  }

  fs::path folder_ = fs::path(::testing::TempDir()) /
                     ::testing::UnitTest::GetInstance()->current_test_info()->name();
};

models::CerberusModel model_with(bool separation, bool transcription) {
  models::CerberusNetSpec spec = models::testing::small_spec();
  spec.separation = separation;
  spec.transcription = transcription;
  spec.clustering = false;
  return models::testing::made_model(spec);
}

TEST_F(CerberusRecording, StemsAndNotesAreInFilesOfTheInstrumentsNames) {
  const models::CerberusModel model = model_with(true, true);
  const auto heard = hear_with_cerberus(model, recording());
  ASSERT_TRUE(heard) << heard.error().message;
  ASSERT_TRUE(write_cerberus(model, *heard, folder_ / "out"));
  for (std::size_t n = 0; n < 3; ++n) {
    const fs::path file = folder_ / "out" / (model.spec().instruments[n] + ".wav");
    const auto read = audio::read_all_mono(file, models::kCerberusRateHz);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, heard->stems[n]);
  }
  const auto notes = read_score(folder_ / "out" / "notes.json");
  ASSERT_TRUE(notes) << notes.error().message;
  ASSERT_EQ(notes->parts.size(), 3u);
  EXPECT_EQ(notes->parts[1].name, "bass");
  EXPECT_EQ(notes->parts[1].program, 33);
  EXPECT_TRUE(notes->parts[2].is_drums);
  EXPECT_EQ(notes->parts[0].notes.size(), heard->notes[0].size());
  EXPECT_GT(fs::file_size(folder_ / "out" / "notes.mid"), 14u);
}

TEST_F(CerberusRecording, WhatTheNetworkDoesNotSayIsNotWritten) {
  const fs::path mix = recording();
  const models::CerberusModel silent = model_with(false, true);
  ASSERT_TRUE(write_cerberus(silent, *hear_with_cerberus(silent, mix), folder_ / "notes"));
  EXPECT_TRUE(fs::exists(folder_ / "notes/notes.json"));
  EXPECT_FALSE(fs::exists(folder_ / "notes/piano.wav"));
  const models::CerberusModel mute = model_with(true, false);
  ASSERT_TRUE(write_cerberus(mute, *hear_with_cerberus(mute, mix), folder_ / "stems"));
  EXPECT_FALSE(fs::exists(folder_ / "stems/notes.json"));
  EXPECT_TRUE(fs::exists(folder_ / "stems/piano.wav"));
}

struct Published {
  int instruments;
  std::int64_t numbers;
  int most_others;  ///< notes beside the one that sounds: octaves, an echo
};

/// The full networks with the weights that are published.
class PublishedCerberus : public CerberusRecording,
                          public ::testing::WithParamInterface<Published> {};

INSTANTIATE_TEST_SUITE_P(Sizes, PublishedCerberus,
                         ::testing::Values(Published{2, 9172802, 1}, Published{5, 10256405, 3}));

TEST_P(PublishedCerberus, HearsANote) {
  const auto [count, numbers, most_others] = GetParam();
  const std::string name = "models/divisi_cerberus_" + std::to_string(count) + ".dvw";
  const auto model = open_cerberus(fs::path(DIVISI_SOURCE_DIR) / name);
  ASSERT_TRUE(model) << model.error().message;
  std::vector<std::string> instruments = {"piano", "guitar", "bass", "drums", "strings"};
  instruments.resize(static_cast<std::size_t>(count));
  EXPECT_EQ(model->spec().instruments, instruments);
  EXPECT_EQ(models::CerberusNet(model->spec()).layers().parameter_count(), numbers);
  std::vector<float> sound(3 * 16000);
  for (std::size_t n = 16000; n < sound.size(); ++n) {
    const double t_s = static_cast<double>(n - 16000) / 16000.0;
    for (int k = 1; k < 8; ++k)
      sound[n] += static_cast<float>(0.2 / k * std::exp(-1.5 * t_s) *
                                     std::sin(2.0 * std::numbers::pi * 220.0 * k * t_s));
  }
  ASSERT_TRUE(audio::write_audio(folder_ / "a3.wav", {16000, 1, sound}));
  const auto heard = hear_with_cerberus(*model, folder_ / "a3.wav");
  ASSERT_TRUE(heard) << heard.error().message;
  int right = 0, others = 0;
  for (const std::vector<Note>& notes : heard->notes) {
    for (const Note& note : notes)
      ++(note.pitch_midi == 57 && std::abs(note.onset_s - 1.0) < 0.05 ? right : others);
  }
  EXPECT_GE(right, 1);
  EXPECT_LE(others, most_others);
}

TEST_F(CerberusRecording, WhatCannotBeReadIsNamed) {
  const auto missing = open_cerberus(folder_ / "none.dvw");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("none.dvw"), std::string::npos);
  EXPECT_FALSE(hear_with_cerberus(model_with(true, true), folder_ / "none.wav"));
}

}  // namespace
}  // namespace divisi::hearing

#include "hearing/instrument_listener.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "audio/writer.h"
#include "made_weights.h"
#include "parts/families.h"

namespace divisi::hearing {
namespace {

namespace fs = std::filesystem;

fs::path instruments_folder() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const fs::path folder = fs::path(::testing::TempDir()) / "divisi_instruments" / test->name();
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

/// Random weights that call every note of `family`.
fs::path write_instruments(const fs::path& folder, const std::string& family) {
  const models::InstrumentNetSpec spec;
  auto made = models::testing::made_tensors(models::InstrumentNet(spec).all_layers(), 4);
  for (auto& tensor : made) {
    if (tensor.name == "instrument.out.bias") tensor.values[*parts::find_family(family)] = 1000.0f;
  }
  nn::WeightsInfo info;
  info.name = "random-instruments";
  info.model = models::kInstrumentNetName;
  info.licence = "CC0-1.0";
  info.hyper_parameters = models::parameters_of(spec);
  std::vector<nn::TensorToWrite> tensors;
  for (const auto& tensor : made)
    tensors.push_back({tensor.name, tensor.shape, tensor.values, nn::WeightType::f32});
  EXPECT_TRUE(nn::write_weights_file(folder / "weights.dvw", info, tensors));
  return folder / "weights.dvw";
}

fs::path write_tone(const fs::path& folder) {
  AudioBuffer sound{22050, 1, std::vector<float>(22050)};
  for (std::size_t n = 0; n < sound.samples.size(); ++n)
    sound.samples[n] = 0.3f * std::sin(0.125f * static_cast<float>(n));
  EXPECT_TRUE(audio::write_audio(folder / "tone.wav", sound));
  return folder / "tone.wav";
}

Transcription two_parts_and_drums() {
  Transcription heard;
  heard.score.duration_s = 1.0;
  heard.score.parts = {{"Part 1", 5, false, {{0.5, 0.9, 69, 80}}},
                       {"Part 2", 6, false, {{0.1, 0.4, 21, 80}, {0.2, 0.9, 127, 80}}},
                       {"Drums", 0, true, {{0.3, 0.4, 36, 80}}}};
  heard.dealing.notes = {{0.1, 0.4, 21, 80}, {0.2, 0.9, 127, 80}, {0.5, 0.9, 69, 80}};
  heard.dealing.part_of_note = {1, 1, 0};
  heard.dealing.shares = Map2d(3, 2, 0.5F);
  return heard;
}

TEST(InstrumentClasses, EveryFamilyIsInOne) {
  const auto classes = instrument_classes({"piano", "guitar", "bass", "strings"});
  ASSERT_TRUE(classes) << classes.error().message;
  std::size_t families = 0;
  for (const InstrumentClass& one : *classes) families += one.families.size();
  EXPECT_EQ(families, parts::kFamilyCount);
  const auto kazoo = instrument_classes({"piano", "kazoo"});
  ASSERT_FALSE(kazoo);
  EXPECT_NE(kazoo.error().message.find("'kazoo'"), std::string::npos);
  EXPECT_FALSE(instrument_classes({}));
}

TEST(InstrumentListener, DealsEveryNoteAndLeavesDrumsAlone) {
  const fs::path folder = instruments_folder();
  const auto listener = InstrumentListener::open(write_instruments(folder, "bass"),
                                                 *instrument_classes({"piano", "bass"}));
  ASSERT_TRUE(listener) << listener.error().message;
  const auto dealt = listener->deal(write_tone(folder), two_parts_and_drums());
  ASSERT_TRUE(dealt) << dealt.error().message;
  ASSERT_EQ(dealt->parts.size(), 3u);
  EXPECT_EQ(dealt->parts[0].name, "piano");
  EXPECT_TRUE(dealt->parts[0].notes.empty());
  ASSERT_EQ(dealt->parts[1].notes.size(), 3u) << "also those beyond the piano's keys";
  EXPECT_EQ(dealt->parts[1].notes[0].pitch_midi, 21) << "in order";
  EXPECT_EQ(dealt->parts[1].notes[2].pitch_midi, 69);
  EXPECT_TRUE(dealt->parts[2].is_drums);
}

TEST(InstrumentListener, NamesWhatItCannotRead) {
  const fs::path folder = instruments_folder();
  const auto classes = *instrument_classes({"piano"});
  EXPECT_FALSE(InstrumentListener::open(folder / "missing.dvw", classes));
  nn::WeightsInfo info;
  info.name = "other";
  info.model = "another-network";
  info.licence = "CC0-1.0";
  ASSERT_TRUE(nn::write_weights_file(folder / "other.dvw", info, {}));
  const auto other = InstrumentListener::open(folder / "other.dvw", classes);
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find("another-network"), std::string::npos);
  const auto listener = InstrumentListener::open(write_instruments(folder, "bass"), classes);
  ASSERT_TRUE(listener);
  EXPECT_FALSE(listener->deal(folder / "missing.wav", two_parts_and_drums()));
}

}  // namespace
}  // namespace divisi::hearing

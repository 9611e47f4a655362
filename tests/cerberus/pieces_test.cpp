#include "cerberus/pieces.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include <gtest/gtest.h>

#include "audio/mono_source.h"
#include "cerberus/crop_batch.h"
#include "core/note_table.h"
#include "made_band.h"
#include "score/midi_writer.h"

namespace divisi::cerberus {
namespace {

namespace fs = std::filesystem;

const auto kQuiet = [](const std::string&) {};

Expected<CropSet> load(const fs::path& folder, const CerberusRecipe& recipe,
                       const std::string& split = "train") {
  return load_crops({folder}, split, recipe, 1, kQuiet);
}

TEST(StemFile, IsMadeOnceAndAnewForAnotherSound) {
  const fs::path folder = testing::fresh_folder();
  testing::write_band(folder, 1);
  const fs::path kept = folder / "kept.stem";
  const fs::path sounds[] = {folder / "000000/stems/00.flac", folder / "000000/stems/01.flac"};
  for (const fs::path& sound : sounds) {
    const auto made = StemFile::open(kept, sound);
    ASSERT_TRUE(made) << made.error().message;
    const auto before = fs::last_write_time(kept);
    ASSERT_TRUE(StemFile::open(kept, sound));
    EXPECT_EQ(fs::last_write_time(kept), before);
    const auto expected = audio::read_all_mono(sound, 16000).value();
    ASSERT_EQ(made->samples().size(), expected.size());
    ASSERT_EQ(made->levels().size(), expected.size() / 256);
    for (std::size_t n = 0; n < expected.size(); n += 97)
      EXPECT_NEAR(made->scale() * made->samples()[n], expected[n], 1e-5);
  }
}

TEST(StemFile, OfDamagedBytesIsMadeAnew) {
  const fs::path folder = testing::fresh_folder();
  testing::write_band(folder, 1);
  const fs::path kept = folder / "kept.stem";
  const fs::path sound = folder / "000000/stems/00.flac";
  for (const std::string& bytes : {std::string(), std::string("noise"), std::string(40, '\xff')}) {
    std::ofstream(kept) << bytes;
    const auto opened = StemFile::open(kept, sound);
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(opened->samples().size(), 64000u);
  }
  const auto missing = StemFile::open(folder / "other.stem", folder / "missing.flac");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("missing.flac"), std::string::npos);
}

TEST(LoadCrops, SaysWhatItLooksFor) {
  const fs::path folder = testing::fresh_folder();
  EXPECT_FALSE(load(folder / "missing", testing::small_recipe()));
  testing::write_band(folder, 1);
  CerberusRecipe recipe = testing::small_recipe();
  recipe.network.instruments = {"piano", "guitar"};
  const auto none = load(folder, recipe);
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("piano, guitar"), std::string::npos);
}

TEST(LoadCrops, TakesOnlyItsSplit) {
  const fs::path folder = testing::fresh_folder();
  testing::write_band(folder, 2);
  std::ofstream(folder / "000001/clip.json")
      << R"({"instruments": ["bass", "piano"], "split": "test"})";
  EXPECT_EQ(load(folder, testing::small_recipe())->pieces.size(), 1u);
  EXPECT_EQ(load(folder, testing::small_recipe(), "test")->pieces.size(), 2u);
}

/// Both guitars are taken, never both at once.
TEST(LoadCrops, TakesOneStemOfEachInstrument) {
  const fs::path folder = testing::fresh_folder();
  testing::write_piece(folder / "000000",
                       {{"guitar", 40, 2.0, 0}, {"bass", 30, 1.0, 1}, {"guitar", 60, 2.0, 2}}, 1);
  CerberusRecipe recipe = testing::small_recipe();
  recipe.network.instruments = {"bass", "guitar"};
  const auto set = load(folder, recipe);
  ASSERT_TRUE(set) << set.error().message;
  ASSERT_EQ(set->pieces.size(), 2u);
  for (const Piece& piece : set->pieces) {
    ASSERT_EQ(piece.stems.size(), 2u);
    EXPECT_EQ(piece.stems[0].instrument, 2);
    EXPECT_EQ(piece.stems[1].instrument, 1);
  }
  EXPECT_EQ(set->pieces[0].stems[0].sound, set->pieces[1].stems[0].sound) << "read once";
  EXPECT_GT(set->pieces[1].stems[1].notes[0].pitch_midi, 55);
}

/// A piece of ours with Slakh's names: its notes as MIDI files, its stems by metadata.
void write_slakh_track(const fs::path& ours, const fs::path& track) {
  fs::create_directories(track / "stems");
  fs::create_directories(track / "MIDI");
  fs::rename(ours / "mix.flac", track / "mix.flac");
  const auto notes = core::read_note_table(ours / "notes.csv").value();
  std::ofstream metadata(track / "metadata.yaml");
  metadata << "stems:\n";
  for (const std::string number : {"0", "1"}) {
    const std::string id = "S0" + number;
    fs::rename(ours / "stems" / ("0" + number + ".flac"), track / "stems" / (id + ".flac"));
    metadata << "  " << id << ":\n    inst_class: " << (number == "0" ? "Bass" : "Piano")
             << "\n    is_drum: false\n    program_num: " << (number == "0" ? 33 : 0) << "\n";
    Score score;
    score.parts.resize(1);
    for (const core::AnnotatedNote& note : notes) {
      if (note.source != number) continue;
      score.parts[0].notes.push_back(
          {note.onset_s, note.offset_s, static_cast<int>(note.pitch_midi), 90});
    }
    ASSERT_TRUE(score::write_midi(score, track / "MIDI" / (id + ".mid")));
  }
}

TEST(LoadCrops, TakesSlakhsFolderWithItsSplits) {
  const fs::path folder = testing::fresh_folder();
  testing::write_band(folder / "ours", 1);
  write_slakh_track(folder / "ours/000000", folder / "slakh/train/Track00001");
  const auto set = load(folder / "slakh", testing::small_recipe());
  ASSERT_TRUE(set) << set.error().message;
  ASSERT_EQ(set->pieces.size(), 1u);
  EXPECT_EQ(set->pieces[0].stems[0].instrument, 0);
  EXPECT_EQ(set->pieces[0].stems[1].instrument, 2);
  EXPECT_GT(set->crops.size(), 3u);
  const auto other = load(folder / "slakh", testing::small_recipe(), "validation");
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find("validation"), std::string::npos);
}

/// A stem that sounds in the second half of a piece only.
TEST(LoadCrops, OnlyWhereAllPlay) {
  const fs::path folder = testing::fresh_folder();
  testing::write_piece(folder / "000000", {{"bass", 33, 1.0, 0}, {"piano", 64, 1.0, 1}}, 1, 8.0);
  auto half = audio::read_all_mono(folder / "000000/stems/01.flac", 22050).value();
  std::fill(half.begin(), half.begin() + static_cast<long>(half.size() / 2), 0.0f);
  ASSERT_TRUE(audio::write_audio(folder / "000000/stems/01.flac", {22050, 1, half}));
  const auto set = load(folder, testing::small_recipe());
  ASSERT_TRUE(set) << set.error().message;
  ASSERT_FALSE(set->crops.empty());
  // A crop is 1.02 s: at least half of it lies behind the fourth second.
  for (const Crop& crop : set->crops) EXPECT_GE(crop.first_sample, 16000L * 7 / 2 - 1024);
  CerberusRecipe strict = testing::small_recipe();
  strict.crops.least_onsets = 5;
  EXPECT_FALSE(load(folder, strict)) << "four onsets in a second at most";
}

TEST(WriteRoll, HasCellsWhereNotesSound) {
  PieceStem stem{0,
                 {{1.0, 1.5, 60, 90}, {1.2, 1.21, 64, 90}, {1.0, 2.0, 67, 30}, {1.0, 2.0, 20, 90}},
                 nullptr};
  std::vector<float> roll(100 * 88);
  write_roll(stem, 0.5, 100, 31, 88, roll.data());
  const auto sounding = [&](int pitch) {
    int cells = 0;
    for (int t = 0; t < 100; ++t) cells += roll[static_cast<std::size_t>(t * 88 + pitch - 21)] > 0;
    return cells;
  };
  EXPECT_EQ(sounding(60), 32) << "half a second, rounded to frames at both ends";
  EXPECT_EQ(sounding(64), 3) << "fifty milliseconds at least";
  EXPECT_EQ(sounding(67), 0) << "too soft";
  EXPECT_EQ(roll[31 * 88 + 39], 1.0f);
  EXPECT_EQ(roll[30 * 88 + 39], 0.0f);
  stem.instrument = models::kCerberusDrums;
  std::fill(roll.begin(), roll.end(), 0.0f);
  write_roll(stem, 0.5, 100, 31, 88, roll.data());
  EXPECT_EQ(sounding(60), 3) << "drums last as long";
}

TEST(CropBatch, HoldsTheTransformsOfItsStems) {
  const fs::path folder = testing::fresh_folder();
  testing::write_band(folder, 1);
  const CerberusRecipe recipe = testing::small_recipe();
  const auto set = load(folder, recipe);
  ASSERT_TRUE(set) << set.error().message;
  const std::vector<Crop> crops = {set->crops.front(), set->crops.back()};
  const CropBatch batch = make_crop_batch(*set, crops, recipe.crops, 2, nullptr);
  EXPECT_EQ(batch.sources.sizes(), (std::vector<std::int64_t>{2, 65, 2, 513}));
  EXPECT_EQ(batch.level_db().sizes(), (std::vector<std::int64_t>{2, 65, 1, 513}));
  EXPECT_GE(batch.level_db().min().item<float>(), models::kCerberusLowestDb - 0.01f);
  // The piano is the second stem and the first instrument.
  const auto whole = audio::read_all_mono(folder / "000000/stems/01.flac", 16000).value();
  const auto first = whole.begin() + static_cast<long>(crops[1].first_sample);
  const auto expected = features::stft(kStft, {first, first + crop_samples(65)});
  const torch::Tensor piano = batch.sources[1].select(1, 0).contiguous();
  for (std::size_t i = 0; i < expected.size(); i += 37) {
    const auto found = piano.data_ptr<c10::complex<float>>()[i];
    EXPECT_NEAR(found.real(), expected[i].real(), 2e-3);
    EXPECT_NEAR(found.imag(), expected[i].imag(), 2e-3);
  }
  EXPECT_TRUE(torch::allclose(batch.mixture, batch.sources.sum(2)));
  EXPECT_GT(batch.rolls.sum().item<float>(), 50.0f);
}

/// Crops of made pieces, of which two stems play.
CropSet made_crops(int pieces, const CerberusRecipe& recipe) {
  const fs::path folder = testing::fresh_folder();
  testing::write_band(folder, pieces);
  return load(folder, recipe).value();
}

/// Each stem with its own notes, and each of another place than the crop that was asked for.
TEST(CropBatch, RemixesStemsOfOtherCrops) {
  CerberusRecipe recipe = testing::small_recipe();
  recipe.crops.remixed = 1.0;
  const CropSet set = made_crops(2, recipe);
  const std::vector<Crop> same(12, set.crops.front());
  core::Rng rng(1, 2);
  const CropBatch batch = make_crop_batch(set, same, recipe.crops, 2, &rng);
  std::vector<CropBatch> all;
  for (const Crop& crop : set.crops)
    all.push_back(make_crop_batch(set, {crop}, recipe.crops, 1, nullptr));
  int apart = 0;
  for (std::int64_t item = 0; item < 12; ++item) {
    std::vector<std::size_t> from;
    for (std::int64_t n = 0; n < 2; ++n) {
      const auto here = [&](const CropBatch& crop) {
        return torch::equal(crop.sources[0].select(1, n), batch.sources[item].select(1, n)) &&
               torch::equal(crop.rolls[0].select(1, n), batch.rolls[item].select(1, n));
      };
      from.push_back(
          static_cast<std::size_t>(std::find_if(all.begin(), all.end(), here) - all.begin()));
      ASSERT_LT(from.back(), all.size()) << "a stem of some crop, with its notes";
    }
    if (from[0] != from[1]) ++apart;
  }
  EXPECT_GT(apart, 6);
  EXPECT_TRUE(torch::allclose(batch.mixture, batch.sources.sum(2)));
}

TEST(CropBatch, MakesStemsLouderEachForItself) {
  CerberusRecipe recipe = testing::small_recipe();
  recipe.crops.stem_gain_db = 6.0;
  const CropSet set = made_crops(1, recipe);
  core::Rng rng(1, 2);
  const CropBatch louder = make_crop_batch(set, {set.crops.front()}, recipe.crops, 1, &rng);
  const CropBatch as_it_is = make_crop_batch(set, {set.crops.front()}, recipe.crops, 1, nullptr);
  std::vector<float> gains;
  for (std::int64_t n = 0; n < 2; ++n) {
    const torch::Tensor changed = louder.sources[0].select(1, n).abs();
    gains.push_back((changed.sum() / as_it_is.sources[0].select(1, n).abs().sum()).item<float>());
    EXPECT_GT(gains.back(), 0.5f);
    EXPECT_LT(gains.back(), 2.0f);
  }
  EXPECT_GT(std::abs(gains[0] - gains[1]), 0.01f);
}

}  // namespace
}  // namespace divisi::cerberus

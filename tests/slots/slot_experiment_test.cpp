#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "audio/writer.h"
#include "slots/experiment.h"
#include "slots/piece_clips.h"
#include "slots/teacher.h"
#include "slots/teacher_loss.h"
#include "train/slot_features.h"

namespace divisi::slots {
namespace {

namespace fs = std::filesystem;

fs::path fresh_folder() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const fs::path folder = fs::path(::testing::TempDir()) / "divisi_slots" / test->name();
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

Note note_of(double onset_s, double offset_s, int pitch) {
  Note note;
  note.onset_s = onset_s;
  note.offset_s = offset_s;
  note.pitch_midi = pitch;
  return note;
}

/// Three notes; partials say which instrument it is.
std::vector<float> play(const std::vector<Note>& notes, int partials, double length_s) {
  constexpr double kRate = 16000.0;
  std::vector<float> sound(static_cast<std::size_t>(length_s * kRate), 0.0f);
  for (const Note& note : notes) {
    const double hz = 440.0 * std::exp2((note.pitch_midi - 69) / 12.0);
    for (auto n = static_cast<std::size_t>(note.onset_s * kRate);
         n < static_cast<std::size_t>(note.offset_s * kRate); ++n) {
      for (int k = 1; k <= partials; ++k)
        sound[n] += static_cast<float>(0.1 * std::sin(6.283185307 * hz * k * double(n) / kRate));
    }
  }
  return sound;
}

void write(const fs::path& path, const std::vector<float>& samples) {
  ASSERT_TRUE(audio::write_audio(path, {16000, 1, samples}));
}

/// Two sources, three seconds.
SlotPiece write_piece(const fs::path& folder, const std::string& id, const std::string& split,
                      int shift) {
  SlotPiece piece;
  piece.id = id;
  piece.split = split;
  piece.mix = folder / (id + ".wav");
  const std::vector<std::vector<Note>> notes = {
      {note_of(0.1, 1.0, 60 + shift), note_of(1.0, 2.72, 64 + shift)},
      {note_of(0.3, 1.5, 45 + shift), note_of(1.6, 2.6, 48 + shift)}};
  std::vector<float> mix(48000, 0.0f);
  for (std::size_t s = 0; s < 2; ++s) {
    const std::vector<float> stem = play(notes[s], s == 0 ? 1 : 5, 3.0);
    for (std::size_t n = 0; n < mix.size(); ++n) mix[n] += stem[n];
    const fs::path path = folder / (id + "_" + std::to_string(s) + ".wav");
    write(path, stem);
    piece.sources.push_back(
        {s == 0 ? "flute" : "cello", s == 0 ? "woodwinds" : "strings", path, notes[s]});
  }
  write(piece.mix, mix);
  return piece;
}

std::vector<SlotPiece> write_pieces(const fs::path& folder) {
  return {write_piece(folder, "a", "train", 0), write_piece(folder, "b", "train", 2),
          write_piece(folder, "c", "validation", 1), write_piece(folder, "d", "test", 3)};
}

train::Recipe tiny(const std::string& targets, bool timbre) {
  train::Recipe recipe;
  recipe.name = "tiny";
  recipe.model = models::kSlotNetName;
  recipe.batch_items = 2;
  recipe.batch_shards = 1;
  recipe.segment_frames = 23;
  recipe.margin_frames = 0;
  recipe.steps = 2;
  recipe.warmup_steps = recipe.decay_steps = 0;
  recipe.validate_every_steps = 1;
  recipe.validation_segments = 2;
  recipe.average_decay = 0.0;
  recipe.slots.targets = targets;
  recipe.slots.network = {.slots = 4, .timbre = timbre, .film = timbre, .polyphony = timbre};
  recipe.slots.most_sources = 4;
  return recipe;
}

TEST(PieceClips, NumberNotesBySourceOrByFamily) {
  const auto pieces = write_pieces(fresh_folder());
  const auto features = train::make_architecture(tiny("sources", false))->features(false);
  const auto by_source =
      load_piece_clips(pieces_of(pieces, "test"), features, SlotTarget::sources, 1);
  ASSERT_TRUE(by_source);
  ASSERT_EQ(by_source->clips.size(), 1u);
  EXPECT_EQ(by_source->clips[0].frame_count, 94);
  EXPECT_EQ(by_source->clips[0].note_sources, (std::vector<int>{0, 1, 0, 1}));
  const auto by_family =
      load_piece_clips(pieces_of(pieces, "test"), features, SlotTarget::families, 1);
  EXPECT_EQ(by_family->clips[0].note_sources, (std::vector<int>{3, 2, 3, 2}));
}

TEST(PieceClips, MissingAudioIsNamed) {
  auto pieces = write_pieces(fresh_folder());
  pieces[0].mix = "/nowhere/mix.wav";
  const auto features = train::make_architecture(tiny("sources", false))->features(false);
  const auto clips = load_piece_clips(pieces, features, SlotTarget::sources, 1);
  ASSERT_FALSE(clips);
  EXPECT_NE(clips.error().message.find("/nowhere/mix.wav"), std::string::npos);
}

TEST(SlotExperiment, RunsFromPiecesToScores) {
  const fs::path root = fresh_folder();
  const auto pieces = write_pieces(root);
  ExperimentOptions options;
  options.run_directory = root / "run";
  const auto result = run_experiment(tiny("families", false), pieces, options, [](const auto&) {});
  ASSERT_TRUE(result) << result.error().message;
  for (const char* figure : {"mixture_ap", "mixture_f1", "slot_ap", "slot_f1"}) {
    ASSERT_EQ(result->figures.count(figure), 1u) << figure;
    EXPECT_GT(result->figures.at(figure), 0.0) << figure;
  }
  EXPECT_EQ(result->figures.count("cosine"), 0u);
  const auto read = read_result(root / "run" / "scores.json");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->figures, result->figures);
  EXPECT_NE(to_markdown({*read}).find("| tiny | seed 1 |"), std::string::npos);
}

TEST(SlotExperiment, LearnsTimbreFromATeacher) {
  const fs::path root = fresh_folder();
  const auto pieces = write_pieces(root);
  TeacherRecipe recipe;
  recipe.steps = 2;
  recipe.batch_sources = 2;
  recipe.views = 2;
  recipe.validate_every_steps = 1;
  recipe.validation_windows = 2;
  TeacherOptions teaching;
  teaching.run_directory = root / "teacher";
  const auto taught = train_teacher(recipe, pieces, teaching, [](const auto&) {});
  ASSERT_TRUE(taught) << taught.error().message;
  ExperimentOptions options;
  options.run_directory = root / "run";
  const auto without = run_experiment(tiny("sources", true), pieces, options, [](const auto&) {});
  ASSERT_FALSE(without);
  EXPECT_NE(without.error().message.find("--teacher"), std::string::npos);
  options.teacher = root / "teacher";
  const auto result = run_experiment(tiny("sources", true), pieces, options, [](const auto&) {});
  ASSERT_TRUE(result) << result.error().message;
  for (const char* figure : {"cosine", "polyphony_accuracy", "slot_polyphony_accuracy"})
    EXPECT_EQ(result->figures.count(figure), 1u) << figure;
}

TEST(SlotExperiment, AnEmptySplitIsNamed) {
  const fs::path root = fresh_folder();
  auto pieces = write_pieces(root);
  pieces.pop_back();
  ExperimentOptions options;
  options.run_directory = root / "run";
  const auto result = run_experiment(tiny("sources", false), pieces, options, [](const auto&) {});
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("'test'"), std::string::npos);
}

TEST(SlotExperiment, AFolderThatCannotBeMadeIsNamedAtOnce) {
  ExperimentOptions options;
  options.run_directory = fresh_folder() / "file";
  std::ofstream(options.run_directory) << "in the way";
  const auto result = run_experiment(tiny("sources", false), {}, options, [](const auto&) {});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().where, options.run_directory.string());
}

/// Two sources of two windows: cosines are known, so is the answer.
TEST(TeacherLoss, ContrastOfKnownVectors) {
  const torch::Tensor vectors =
      torch::tensor({1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0}).view({4, 2});
  const double e = std::exp(1.0 / 0.5);
  EXPECT_NEAR(multi_view_contrast(vectors, 2, 0.5).item<double>(), -std::log(e / (e + 2.0)), 1e-6);
  EXPECT_NEAR(source_consistency(vectors, 2).item<double>(), 0.0, 1e-12);
  EXPECT_NEAR(retrieval_accuracy(vectors, 2, 1), 1.0, 1e-12);
}

TEST(TeacherLoss, CollapsedVectorsLackVariance) {
  EXPECT_GT(variance_shortfall(torch::ones({6, 4})).item<double>(), 0.99);
  torch::manual_seed(1);
  const torch::Tensor spread = torch::randn({400, 4});
  EXPECT_LT(variance_shortfall(spread).item<double>(), 1e-6);
  EXPECT_LT(covariance_excess(spread).item<double>(), 0.2);
  const torch::Tensor twins = torch::cat({spread, spread}, 1);
  EXPECT_GT(covariance_excess(twins).item<double>(), 5.0);
}

TEST(SourceWindows, LieWhereTheSourceSounds) {
  const fs::path root = fresh_folder();
  auto pieces = write_pieces(root);
  TeacherRecipe recipe;
  recipe.window_frames = 23;
  recipe.least_active = 1.0;
  const auto stems = load_stems(pieces_of(pieces, "test"), recipe, 1);
  ASSERT_TRUE(stems);
  ASSERT_EQ(stems->size(), 2u);
  // Notes from 0.1 to 2.72 s are frames 3 to 84.
  EXPECT_EQ((*stems)[0].starts.front(), 3);
  EXPECT_EQ((*stems)[0].starts.back(), 85 - 23);
  const torch::Tensor window = window_at((*stems)[0], 10, recipe, nullptr);
  EXPECT_EQ(window.sizes(), (std::vector<std::int64_t>{23, 216, 1}));
  EXPECT_NEAR(window.max().item<double>(), 1.0, 1e-6);
  pieces[3].sources[0].notes.clear();  // by energy then
  const auto heard = load_stems(pieces_of(pieces, "test"), recipe, 1);
  EXPECT_NEAR((*heard)[0].starts.front(), 3, 2);
  EXPECT_EQ(even_starts((*heard)[0], 3).size(), 3u);
}

PieceVerdict verdict_of(std::vector<float> said, std::vector<std::uint8_t> is) {
  PieceVerdict verdict;
  verdict.mixture = verdict.slots.emplace_back(std::move(said));
  verdict.roll = verdict.rolls.emplace_back(std::move(is));
  return verdict;
}

TEST(SlotScores, ThresholdsAreThoseOfValidationAndStayFixed) {
  const auto validation = verdict_of({0.9f, 0.8f, 0.3f, 0.1f}, {1, 1, 0, 0});
  const SlotThresholds thresholds = best_thresholds({validation});
  EXPECT_NEAR(thresholds.slots, 0.8, 1e-6);
  const auto figures =
      score_pieces({verdict_of({0.85f, 0.6f, 0.82f, 0.1f}, {1, 1, 0, 0})}, thresholds);
  EXPECT_NEAR(figures.at("slot_p"), 0.5, 1e-9);
  EXPECT_NEAR(figures.at("slot_r"), 0.5, 1e-9);
  EXPECT_NEAR(figures.at("slot_ap"), 0.5 + 0.5 * 2.0 / 3.0, 1e-9);
  EXPECT_EQ(figures.count("polyphony_accuracy"), 0u);
}

TEST(TeacherRecipe, NonsenseIsNamed) {
  const fs::path path = fresh_folder() / "recipe.json";
  std::ofstream(path) << R"({"views": 1})";
  const auto recipe = read_teacher_recipe(path);
  ASSERT_FALSE(recipe);
  EXPECT_NE(recipe.error().message.find("views"), std::string::npos);
  EXPECT_TRUE(
      read_teacher_recipe(fs::path(DIVISI_SOURCE_DIR) / "recipes/slots/timbre_encoder.json"));
}

}  // namespace
}  // namespace divisi::slots

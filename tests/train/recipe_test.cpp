#include "train/recipe.h"

#include <fstream>

#include <gtest/gtest.h>

#include "made_clips.h"

namespace divisi::train {
namespace {

Expected<Recipe> read(const std::string& text) {
  const auto path = testing::fresh_folder() / "r.json";
  std::ofstream(path) << text;
  return read_recipe(path);
}

std::string complaint(const std::string& text) {
  const Expected<Recipe> recipe = read(text);
  if (recipe) return "(accepted)";
  EXPECT_EQ(recipe.error().code, ErrorCode::invalid_argument);
  EXPECT_NE(recipe.error().message.find("r.json: "), std::string::npos);
  return recipe.error().message;
}

TEST(Recipe, EmptyObjectIsTheDefaults) {
  const Expected<Recipe> recipe = read("// nothing said\n{}");
  ASSERT_TRUE(recipe) << recipe.error().message;
  EXPECT_EQ(recipe_to_json(*recipe), recipe_to_json(Recipe{}));
}

TEST(Recipe, WhatIsWrittenIsReadBack) {
  Recipe recipe = testing::published_recipe();
  recipe.name = "other";
  recipe.plateau = {0.35, 2};
  recipe.network.pitch_steps = {-12, 0};
  recipe.augment.noise_low_db = -90.5;
  recipe.published.quirks = false;
  const Expected<Recipe> found = read(recipe_to_json(recipe));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(recipe_to_json(*found), recipe_to_json(recipe));
}

TEST(Recipe, MissingFileIsNamed) {
  const Expected<Recipe> recipe = read_recipe("/no/such/recipe.json");
  ASSERT_FALSE(recipe);
  EXPECT_EQ(recipe.error().code, ErrorCode::not_found);
  EXPECT_NE(recipe.error().message.find("/no/such/recipe.json"), std::string::npos);
}

TEST(Recipe, UnknownFieldsAreNamed) {
  EXPECT_NE(complaint(R"({"learnin_rate": 1})").find("unknown field 'learnin_rate'"),
            std::string::npos);
  EXPECT_NE(complaint(R"({"loss": {"onsets": 1}})").find("unknown field 'loss.onsets'"),
            std::string::npos);
}

TEST(Recipe, WrongKindsAreNamed) {
  EXPECT_NE(complaint(R"({"steps": "many"})").find("'steps'"), std::string::npos);
  EXPECT_NE(complaint(R"({"loss": 3})").find("'loss"), std::string::npos);
  EXPECT_NE(complaint("[]").find("no JSON object"), std::string::npos);
  EXPECT_NE(complaint("{").find("no JSON object"), std::string::npos);
  EXPECT_NE(complaint("").find("no JSON object"), std::string::npos);
}

TEST(Recipe, NonsenseIsRefused) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"({"batch_items": 0})", "batch_items"},
      {R"({"batch_items": 4, "batch_shards": 3})", "batch_shards"},
      {R"({"segment_frames": 20, "margin_frames": 10})", "segment_frames"},
      {R"({"margin_frames": -1})", "margin_frames"},
      {R"({"margin_frames": 2000000000})", "segment_frames"},  // two of them are no int
      {R"({"warmup_steps": 2147483647, "decay_steps": 2147483647})", "warmup_steps"},
      {R"({"steps": 0})", "steps"},
      {R"({"steps": 1e99})", "'steps'"},
      {R"({"steps": 2.5})", "'steps'"},
      {R"({"seed": -1})", "'seed'"},
      {R"({"network": {"time_dilations": [1, 1e99]}})", "'network.time_dilations'"},
      {R"({"steps": 10})", "warmup_steps"},  // the default decay does not fit
      {R"({"learning_rate": 0})", "learning_rate"},
      {R"({"average_decay": 1})", "average_decay"},
      {R"({"validate_every_steps": 0})", "validate_every_steps"},
      {R"({"validation_segments": 0})", "validation_segments"},
      {R"({"weight_decay": -1})", "weight_decay"},
      {R"({"model": "other"})", "'divisi-note-net', 'published-backbone', 'divisi-timbre-net'"},
      {R"({"monitor": "f1"})", "monitor"},
      {R"({"stop_after_validations": -1})", "stop_after_validations"},
      {R"({"plateau": {"factor": 0}})", "plateau.factor"},
      {R"({"plateau": {"patience": -1}})", "plateau.patience"},
      {R"({"published": {"waveform_noise": -1}})", "waveform_noise"},
      {R"({"network": {"channels": 0}})", "network"},
      {R"({"network": {"bin_count": 12}})", "network.bin_count"},
      {R"({"network": {"time_dilations": []}})", "time_dilations"},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_NE(complaint(text).find(expected), std::string::npos) << text << ": " << complaint(text);
  }
}

TEST(Recipe, EveryRecipeOfTheRepositoryIsValid) {
  for (const char* path :
       {"recipes/notes/note_net.json", "recipes/published/backbone.json",
        "recipes/published/backbone_small.json", "recipes/timbre/timbre_net.json"}) {
    const Expected<Recipe> recipe = read_recipe(std::filesystem::path(DIVISI_SOURCE_DIR) / path);
    EXPECT_TRUE(recipe) << recipe.error().message;
  }
}

}  // namespace
}  // namespace divisi::train

#include "timbre/encoder_recipe.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace divisi::timbre {
namespace {

/// In a folder of the running test: others run beside it.
std::filesystem::path written(const std::string& text) {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const auto folder =
      std::filesystem::path(::testing::TempDir()) / "divisi_encoder_recipe" / test->name();
  std::filesystem::create_directories(folder);
  const auto path = folder / "encoder_recipe.json";
  std::ofstream(path) << text;
  return path;
}

TEST(EncoderRecipe, EmptyIsTheDefault) {
  const auto recipe = read_encoder_recipe(written("{}"));
  ASSERT_TRUE(recipe);
  EXPECT_EQ(to_json(*recipe), to_json(EncoderRecipe{}));
}

TEST(EncoderRecipe, WhatIsWrittenIsRead) {
  EncoderRecipe recipe;
  recipe.seed = 77;
  recipe.learning_rate = 0.1234567890123;
  recipe.mixtures.most_sources = 3;
  recipe.loss = "affinity";
  recipe.published_quirks = false;
  const auto read = read_encoder_recipe(written(to_json(recipe)));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(*read), to_json(recipe));
  EXPECT_NE(to_json(*read), to_json(EncoderRecipe{}));
}

TEST(EncoderRecipe, ThatOfTheRepositoryIsSound) {
  const auto recipe = read_encoder_recipe(std::filesystem::path(DIVISI_SOURCE_DIR) /
                                          "recipes/published/encoder.json");
  EXPECT_TRUE(read_encoder_recipe(std::filesystem::path(DIVISI_SOURCE_DIR) /
                                  "recipes/published/memory.json"));
  ASSERT_TRUE(recipe) << recipe.error().message;
  EXPECT_EQ(recipe->loss, "info_nce");
}

TEST(EncoderRecipe, MistakesAreNamed) {
  for (const auto& [text, said] : std::vector<std::pair<std::string, std::string>>{
           {"[]", "expected an object"},
           {"{\"stepz\": 3}", "stepz"},
           {"{\"steps\": 0}", "steps"},
           {"{\"steps\": 1.5}", "steps"},
           {"{\"steps\": \"many\"}", "steps"},
           {"{\"loss\": \"nice\"}", "info_nce"},
           {"{\"published_quirks\": 1}", "published_quirks"},
           {"{\"least_sources\": 3}", "least_sources"}}) {
    const auto recipe = read_encoder_recipe(written(text));
    ASSERT_FALSE(recipe) << text;
    EXPECT_NE(recipe.error().message.find(said), std::string::npos) << recipe.error().message;
    EXPECT_NE(recipe.error().message.find("encoder_recipe.json"), std::string::npos);
  }
}

}  // namespace
}  // namespace divisi::timbre

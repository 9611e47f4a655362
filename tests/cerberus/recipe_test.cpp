#include "cerberus/recipe.h"

#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "train/recipe.h"

namespace divisi::cerberus {
namespace {

namespace fs = std::filesystem;

TEST(CerberusRecipe, NamesWhatIsWrong) {
  const fs::path path = fs::path(::testing::TempDir()) / "divisi_cerberus_recipe.json";
  const auto problem_of = [&](const char* text) {
    std::ofstream(path) << text;
    const auto recipe = read_cerberus_recipe(path);
    return recipe ? std::string() : recipe.error().message;
  };
  EXPECT_EQ(problem_of(R"({"model": "cerberus-net"})"), "");
  EXPECT_EQ(train::model_of_recipe(path), models::kCerberusNetName);
  EXPECT_NE(problem_of(R"({"model": "other"})").find("cerberus-net"), std::string::npos);
  EXPECT_NE(problem_of(R"({"network": {"instruments": ["piano"]}})").find("two"),
            std::string::npos);
  EXPECT_NE(problem_of(R"({"network": {"instruments": ["piano", "harp"]}})").find("harp"),
            std::string::npos);
  EXPECT_NE(problem_of(R"({"network": {"clustering": false}})").find("clustering"),
            std::string::npos);
  EXPECT_NE(problem_of(R"({"loss": {"separation": 0}})").find("separation"), std::string::npos);
  EXPECT_NE(problem_of(R"({"loss": {"variant": "soft"}})").find("soft"), std::string::npos);
  EXPECT_NE(problem_of(R"({"crops": {"remixed": 1.5}})").find("remixed"), std::string::npos);
  EXPECT_NE(problem_of(R"({"crops": {"stem_gain_db": -1}})").find("stem_gain"), std::string::npos);
  EXPECT_NE(problem_of(R"({"crops": {"frames": 2}})").find("frames"), std::string::npos);
  EXPECT_NE(problem_of(R"({"precision": "half"})").find("bfloat16"), std::string::npos);
  EXPECT_NE(problem_of(R"({"steps": 3})").find("fit into steps"), std::string::npos);
  EXPECT_NE(problem_of(R"({"learning_rat": 3})").find("learning_rat"), std::string::npos);
  fs::remove(path);
}

TEST(CerberusRecipe, ComesBackFromItsText) {
  const fs::path path = fs::path(::testing::TempDir()) / "divisi_cerberus_recipe_2.json";
  CerberusRecipe recipe;
  recipe.network.instruments = {"drums", "strings", "bass"};
  recipe.loss.variant = "whitened_stable";
  recipe.crops.gain_db = 6.0;
  recipe.crops.stem_gain_db = 4.0;
  recipe.crops.remixed = 0.5;
  recipe.precision = "bfloat16";
  std::ofstream(path) << recipe_to_json(recipe);
  const auto read = read_cerberus_recipe(path);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(recipe_to_json(*read), recipe_to_json(recipe));
  fs::remove(path);
}

/// The seven of the ablation differ in nothing but names, heads and the paper's weights.
TEST(CerberusRecipe, ThoseOfTheAblationAreOneNetworkWithThePapersWeights) {
  struct Row {
    const char* name;
    double clustering, separation, transcription;
  };
  const Row rows[] = {{"dc", 1.0, 0.0, 0.0},      {"mi", 0.0, 1.0, 0.0},
                      {"tr", 0.0, 0.0, 1.0},      {"chimera", 0.5, 0.5, 0.0},
                      {"dc_tr", 0.2, 0.0, 0.8},   {"mi_tr", 0.0, 0.2, 0.8},
                      {"cerberus", 0.1, 0.1, 0.8}};
  const fs::path folder = fs::path(DIVISI_SOURCE_DIR) / "recipes" / "cerberus";
  for (const char* family : {"", "narrow_"}) {
    std::set<std::string> all_else;
    for (const Row& row : rows) {
      auto recipe = read_cerberus_recipe(folder / (family + std::string(row.name) + ".json"));
      ASSERT_TRUE(recipe) << recipe.error().message;
      EXPECT_EQ(recipe->loss.clustering, row.clustering) << row.name;
      EXPECT_EQ(recipe->loss.separation, row.separation) << row.name;
      EXPECT_EQ(recipe->loss.transcription, row.transcription) << row.name;
      recipe->name.clear();
      recipe->loss.clustering = recipe->loss.separation = recipe->loss.transcription = 1.0;
      recipe->network.clustering = recipe->network.separation = recipe->network.transcription =
          true;
      all_else.insert(recipe_to_json(*recipe));
    }
    EXPECT_EQ(all_else.size(), 1u) << family;
  }
}

TEST(CerberusRecipe, AllThatAreShippedAreRead) {
  int count = 0;
  for (const auto& entry :
       fs::directory_iterator(fs::path(DIVISI_SOURCE_DIR) / "recipes" / "cerberus")) {
    const auto recipe = read_cerberus_recipe(entry.path());
    EXPECT_TRUE(recipe) << recipe.error().message;
    ++count;
  }
  EXPECT_EQ(count, 24);
}

}  // namespace
}  // namespace divisi::cerberus

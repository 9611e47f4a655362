#include "synth/recipe.h"

#include <gtest/gtest.h>

namespace divisi::synth {
namespace {

constexpr const char* kLeast =
    R"({"kinds": {"scheduler": 1}, "soundfonts": ["a.sf2"] /* comments are welcome */})";

TEST(Recipe, TheLeastThatIsNeeded) {
  const Expected<Recipe> recipe = parse_recipe(kLeast, "r.json");
  ASSERT_TRUE(recipe) << recipe.error().message;
  EXPECT_EQ(recipe->soundfonts.front(), "a.sf2");
  EXPECT_DOUBLE_EQ(recipe->scheduler.mean_frames, 32.0);
}

TEST(Recipe, ThoseOfTheRepositoryAreSound) {
  for (const char* name :
       {"train.json", "validation.json", "published_timbres.json", "heldout_timbres.json"}) {
    const Expected<Recipe> recipe =
        read_recipe(std::string(DIVISI_SOURCE_DIR) + "/recipes/synth/" + name);
    ASSERT_TRUE(recipe) << recipe.error().message;
  }
}

struct Broken {
  const char* text;
  const char* said;
};

class BrokenRecipe : public testing::TestWithParam<Broken> {};

TEST_P(BrokenRecipe, IsRefusedInOneLineThatNamesTheField) {
  const Expected<Recipe> recipe = parse_recipe(GetParam().text, "r.json");
  ASSERT_FALSE(recipe);
  EXPECT_NE(recipe.error().message.find(GetParam().said), std::string::npos)
      << recipe.error().message;
  EXPECT_EQ(recipe.error().message.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    All, BrokenRecipe,
    testing::Values(
        Broken{"", "not JSON"}, Broken{"{", "not JSON"}, Broken{"[]", "expected an object"},
        Broken{"{}", "kinds"}, Broken{R"({"kinds": {"scheduler": 0}})", "kinds"},
        Broken{R"({"kinds": {"opera": 1}})", "kinds.opera"},
        Broken{R"({"kinds": {"scheduler": "much"}})", "kinds"},
        Broken{R"({"kinds": {"scheduler": 1}})", "soundfonts"}, Broken{R"({"kindz": {}})", "kindz"},
        Broken{R"({"shortest_s": -3})", "shortest_s"},
        Broken{R"({"degrade": {"room": 2}})", "degrade.room"},
        Broken{R"({"degrade": {"echo": 1}})", "degrade.echo"},
        Broken{R"({"degrade": 7})", "degrade: expected an object"},
        Broken{
            R"({"pieces": [{"name": "a", "split": "test", "score": "a", "start_s": 0, "length_s": 9,
                   "parts": [{"tracks": [0], "instrument": "x", "player": "plucked"}]},
                   {"name": "a", "split": "test", "score": "a", "start_s": 0, "length_s": 9,
                   "parts": [{"tracks": [0], "instrument": "x", "player": "plucked"}]}]})",
            "pieces[1].name: found 'a' a second time"},
        Broken{R"({"pieces": 7})", "pieces: expected a list"},
        Broken{R"({"pieces": [3]})", "pieces[0]: expected an object"},
        Broken{R"({"pieces": [{"name": "a"}]})", "pieces[0].split: is missing"},
        Broken{R"({"pieces": [{"name": "a", "split": "tset"}]})", "pieces[0]."},
        Broken{R"({"pieces": [{"name": "a", "split": "tset", "score": "a", "start_s": 0,
                   "length_s": 9, "parts": []}]})",
               "pieces[0].split: expected one of train validation test, found \"tset\""},
        Broken{R"({"pieces": [{"name": "a", "split": "test", "score": "a", "start_s": 0,
                   "length_s": 9, "parts": []}]})",
               "pieces[0].parts: expected a list of at least one part"},
        Broken{R"({"pieces": [{"name": "a", "split": "test", "score": "a", "start_s": 0,
                   "length_s": 9, "parts": [{"tracks": [-1], "instrument": "x", "player": "y"}]}]})",
               "pieces[0].parts[0].tracks: expected"},
        Broken{R"({"kinds": {"pieces": 1}, "soundfonts": ["a"]})",
               "pieces: expected a list exactly"},
        Broken{
            R"({"kinds": {"pieces": 1, "solo": 1}, "soundfonts": ["a"], "solo_sources": {"reed": 1}})",
            "nothing beside pieces"},
        Broken{R"({"kinds": {"pieces": 1}, "soundfonts": ["a"], "pieces": [{"name": "a",
                   "split": "test", "score": "a", "start_s": 0, "length_s": 9,
                   "parts": [{"tracks": [1], "instrument": "x", "player": "kazoo"}]}]})",
               "pieces[0].parts[0]: player 'kazoo'"},
        Broken{R"({"scheduler": {"octave_weights": [1, 2]}})", "octave_weights"},
        Broken{R"({"soundfonts": "a.sf2"})", "soundfonts"},
        Broken{R"({"kinds": {"solo": 1}, "soundfonts": ["a"]})", "solo_sources"},
        Broken{R"({"kinds": {"classes": 1}, "soundfonts": ["a"]})", "timbre_classes"},
        Broken{R"({"timbre_classes": [[0], []]})", "timbre_classes"},
        Broken{R"({"timbre_classes": [[128]]})", "timbre_classes"},
        Broken{R"({"timbre_classes": [[-1]]})", "timbre_classes"},
        Broken{R"({"timbre_classes": 3})", "timbre_classes"},
        Broken{R"({"classes_together": 1.5})", "classes_together"},
        Broken{
            R"({"kinds": {"scheduler": 1}, "soundfonts": ["a"], "shortest_s": 9, "longest_s": 3})",
            "shortest_s"}));

TEST(Recipe, MissingFileIsNamed) {
  const Expected<Recipe> recipe = read_recipe("/nowhere/r.json");
  ASSERT_FALSE(recipe);
  EXPECT_EQ(recipe.error().code, ErrorCode::not_found);
  EXPECT_NE(recipe.error().message.find("/nowhere/r.json"), std::string::npos);
}

}  // namespace
}  // namespace divisi::synth

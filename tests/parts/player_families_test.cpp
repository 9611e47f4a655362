#include "parts/player_families.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "parts/families.h"

namespace divisi::parts {
namespace {

namespace fs = std::filesystem;

fs::path written(const std::string& text) {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const fs::path path = fs::path(::testing::TempDir()) / ("divisi_" + std::string(test->name()));
  std::ofstream(path) << text;
  return path;
}

std::string word_of(const PlayerFamilies& families, const std::string& player) {
  const auto family = families.of(player);
  return family ? std::string(kFamilies[*family].word) : "";
}

TEST(PlayerFamilies, ProgramsOfSoundfontsNeedNoEntry) {
  const auto families = read_player_families(
      written(R"({"families": {"sampled viola": "strings"}, "new_in_each_clip": ["plucked"]})"));
  ASSERT_TRUE(families) << families.error().message;
  EXPECT_EQ(word_of(*families, "sampled viola"), "strings");
  EXPECT_EQ(word_of(*families, "fluid 33 Some.sf2"), "bass");
  EXPECT_EQ(word_of(*families, "fluid drums Some.sf2"), "");
  EXPECT_EQ(word_of(*families, "kit synthetic"), "");
  EXPECT_EQ(word_of(*families, ""), "");
  EXPECT_TRUE(families->changing.contains("plucked"));
}

TEST(PlayerFamilies, NamesTheFieldThatIsWrong) {
  const auto message = [](const std::string& text) {
    const auto read = read_player_families(written(text));
    return read ? std::string() : read.error().message;
  };
  EXPECT_NE(message("{").size(), 0u);
  EXPECT_NE(message("{}").find("families: expected an object"), std::string::npos);
  EXPECT_NE(message(R"({"families": {"x": "kazoo"}, "new_in_each_clip": []})").find("'kazoo'"),
            std::string::npos);
  EXPECT_NE(message(R"({"families": {}})").find("new_in_each_clip"), std::string::npos);
  EXPECT_FALSE(read_player_families("/nowhere/at/all.json"));
}

TEST(PlayersOfClip, OneOrMany) {
  EXPECT_EQ(players_of_clip(written(R"({"parts": "plucked"})")).value(),
            std::vector<std::string>{"plucked"});
  EXPECT_EQ(players_of_clip(written(R"({"parts": ["a", "b"]})")).value().size(), 2u);
  EXPECT_FALSE(players_of_clip(written("{}")));
}

}  // namespace
}  // namespace divisi::parts

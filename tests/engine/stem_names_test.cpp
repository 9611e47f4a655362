#include "engine/stem_names.h"

#include <gtest/gtest.h>

namespace divisi::engine {
namespace {

std::vector<Part> parts_called(const std::vector<std::string>& names) {
  std::vector<Part> parts(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) parts[i].name = names[i];
  return parts;
}

TEST(StemName, IsSafeOnEveryFileSystem) {
  EXPECT_EQ(stem_name(1, "Violin"), "01_violin");
  EXPECT_EQ(stem_name(12, "My  Piano (2)"), "12_my_piano_2");
  EXPECT_EQ(stem_name(3, "../../etc/passwd"), "03_etc_passwd");
  EXPECT_EQ(stem_name(4, ""), "04_part");
  EXPECT_EQ(stem_name(5, "\x01\n/"), "05_part");
  EXPECT_EQ(stem_name(6, "Geige süß"), "06_geige_süß");
  EXPECT_EQ(stem_name(120, "x"), "120_x");
  EXPECT_EQ(stem_name(1, std::string(5000, 'a')), "01_" + std::string(60, 'a'));
  // A name is cut between characters, not within one.
  EXPECT_EQ(stem_name(1, std::string(59, 'a') + "ü"), "01_" + std::string(59, 'a'));
}

TEST(IsStemFile, KnowsItsOwn) {
  for (const char* name : {"01_violin.flac", "120_x.wav", "residual.flac", "residual.wav",
                           "remix.flac", "original_and_remix.wav"}) {
    EXPECT_TRUE(is_stem_file(name)) << name;
  }
  for (const char* name : {"violin.flac", "1_violin.flac", "01_violin.mp3", "residual", "01.flac",
                           "notes.txt", "", ".flac", "my residual.wav"}) {
    EXPECT_FALSE(is_stem_file(name)) << name;
  }
  EXPECT_TRUE(is_stem_file(stem_name(7, "any") + ".flac"));
}

TEST(ChosenParts, AreAllWithoutAWish) {
  EXPECT_TRUE(chosen_parts({}, {})->empty());
  EXPECT_EQ(*chosen_parts(parts_called({"a", "b"}), {}), (std::vector<int>{0, 1}));
}

TEST(ChosenParts, AreFoundByNumberAndName) {
  const std::vector<Part> parts = parts_called({"Violin", "Cello", "Violin", "Drums"});
  EXPECT_EQ(*chosen_parts(parts, {"2"}), std::vector<int>{1});
  EXPECT_EQ(*chosen_parts(parts, {"drums", "1"}), (std::vector<int>{0, 3}));
  EXPECT_EQ(*chosen_parts(parts, {"VIOLIN"}), (std::vector<int>{0, 2}));
  EXPECT_EQ(*chosen_parts(parts, {"02_cello", "2"}), std::vector<int>{1});
}

TEST(ChosenParts, SayWhatThereIs) {
  const auto absent = chosen_parts(parts_called({"Violin", "Cello"}), {"1", "Tuba"});
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(absent.error().message, "no part is called 'Tuba'; the parts are 1 Violin, 2 Cello");
  EXPECT_FALSE(chosen_parts(parts_called({"Violin"}), {"0"}));
  EXPECT_FALSE(chosen_parts(parts_called({"Violin"}), {"2"}));
  EXPECT_FALSE(chosen_parts({}, {"1"}));
}

}  // namespace
}  // namespace divisi::engine

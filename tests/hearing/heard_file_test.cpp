#include "hearing/heard_file.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "core/atomic_file.h"

namespace divisi::hearing {
namespace {

std::filesystem::path path_of_test() {
  return std::filesystem::temp_directory_path() /
         (std::string("divisi_heard_") +
          testing::UnitTest::GetInstance()->current_test_info()->name());
}

HeardNotes two_notes() {
  HeardNotes heard;
  heard.tokens.dimensions = 3;
  const float first[] = {1.0f, 2.0f, 3.0f};
  const float second[] = {-1.0f, 0.0f, 0.5f};
  heard.tokens.add({0.25, 1.5, 60, 80, 0.75}, first);
  heard.tokens.add({1.5, 2.0, 64, 40, 0.5}, second);
  heard.sources = {0, kUnknownSource};
  return heard;
}

TEST(HeardFile, NothingIsReadFromNothing) {
  EXPECT_FALSE(read_heard("/nowhere/heard.bin", "weights"));
}

TEST(HeardFile, KeepsWhatWasHeard) {
  const auto path = path_of_test();
  ASSERT_TRUE(write_heard(path, "weights", {HeardNotes{}, two_notes()}));
  const auto read = read_heard(path, "weights");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 2u);
  EXPECT_EQ((*read)[0].tokens.count(), 0u);
  const HeardNotes expected = two_notes();
  EXPECT_EQ((*read)[1].sources, expected.sources);
  EXPECT_EQ((*read)[1].tokens.vectors, expected.tokens.vectors);
  EXPECT_TRUE((*read)[1].tokens.beginnings.empty());
  EXPECT_EQ((*read)[1].tokens.notes[1].onset_s, 1.5);
  EXPECT_EQ((*read)[1].tokens.notes[0].confidence, 0.75);
  std::filesystem::remove(path);
}

TEST(HeardFile, KeepsWhatIsHeardOfBeginnings) {
  const auto path = path_of_test();
  HeardNotes heard;
  heard.tokens.dimensions = 1;
  const float sound = 1.0f;
  heard.tokens.timbre_numbers = 2;
  std::vector<float> beginning(parts::kFamilyCount + 2);
  for (std::size_t k = 0; k < beginning.size(); ++k) beginning[k] = -static_cast<float>(k);
  heard.tokens.add({0.25, 1.5, 60, 80, 0.75}, &sound, beginning.data());
  heard.sources = {1};
  ASSERT_TRUE(write_heard(path, "weights", {heard, two_notes()}));
  const auto read = read_heard(path, "weights");
  ASSERT_TRUE(read);
  EXPECT_EQ((*read)[0].tokens.beginnings, beginning);
  EXPECT_EQ((*read)[0].tokens.timbre_numbers, 2);
  EXPECT_TRUE((*read)[1].tokens.beginnings.empty());
  std::filesystem::remove(path);
}

TEST(HeardFile, OfOtherWeightsOrCutShortIsAsGoodAsNone) {
  const auto path = path_of_test();
  ASSERT_TRUE(write_heard(path, "weights", {two_notes()}));
  EXPECT_FALSE(read_heard(path, "other weights"));
  const Expected<std::string> bytes = core::read_file(path);
  ASSERT_TRUE(bytes);
  for (std::size_t size = 0; size < bytes->size(); ++size) {
    std::ofstream(path, std::ios::binary) << bytes->substr(0, size);
    EXPECT_FALSE(read_heard(path, "weights")) << size << " bytes";
  }
  std::ofstream(path, std::ios::binary) << *bytes << "x";
  EXPECT_FALSE(read_heard(path, "weights"));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace divisi::hearing

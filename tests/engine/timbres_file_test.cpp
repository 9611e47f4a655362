#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "core/atomic_file.h"
#include "divisi/timbres.h"
#include "made_recording.h"

namespace divisi {
namespace {

using engine::testing::TemporaryFolder;

Timbre example(const std::string& name) {
  Timbre timbre{name, 40, 2, 190, 58.25, std::string(64, 'a'), {10.0, 20.5}, {}};
  timbre.means = {0.25, -0.5, 1e-5, 0.125};
  return timbre;
}

std::string text_of(const std::filesystem::path& path) { return *core::read_file(path); }

TEST(TimbresFile, IsTheSameAfterwards) {
  const TemporaryFolder folder;
  Timbre without_program = example("Geige \"vom\" Großvater");
  without_program.program = -1;
  ASSERT_TRUE(write_timbres({example("my violin"), without_program}, folder / "t.json"));
  const auto back = read_timbres(folder / "t.json");
  ASSERT_TRUE(back) << back.error().message;
  ASSERT_EQ(back->size(), 2U);
  EXPECT_EQ(back->front().name, "my violin");
  EXPECT_EQ(back->front().program, 40);
  EXPECT_EQ(back->front().recording_count, 2);
  EXPECT_EQ(back->front().note_count, 190);
  EXPECT_DOUBLE_EQ(back->front().playing_s, 58.25);
  EXPECT_EQ(back->front().weights_sha256, std::string(64, 'a'));
  EXPECT_EQ(back->front().weights, example("").weights);
  EXPECT_EQ(back->front().means, example("").means);
  EXPECT_EQ(back->back().name, without_program.name);
  EXPECT_EQ(back->back().program, -1);
}

TEST(TimbresFile, OfNobodyIsValid) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_timbres({}, folder / "t.json"));
  const auto back = read_timbres(folder / "t.json");
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_TRUE(back->empty());
}

TEST(TimbresFile, ThatIsNoneIsRefused) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_timbres(folder / "absent.json").error().code, ErrorCode::not_found);
  for (const char* text : {"", "[]", "{}", "{\"format\": \"divisi-timbres\"}",
                           "{\"format\": \"divisi-timbres\", \"format_version\": 2}",
                           "{\"format\": \"divisi-timbres\", \"format_version\": 1}",
                           "{\"format\": \"divisi-timbres\", \"format_version\": 1, "
                           "\"timbres\": [7]}"}) {
    std::ofstream(folder / "t.json") << text;
    const auto refused = read_timbres(folder / "t.json");
    ASSERT_FALSE(refused) << text;
    EXPECT_NE(refused.error().message.find("t.json"), std::string::npos) << text;
    EXPECT_EQ(refused.error().message.find('\n'), std::string::npos) << text;
  }
}

TEST(TimbresFile, AFieldThatIsWrongIsNamed) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_timbres({example("mine")}, folder / "good.json"));
  const std::string good = text_of(folder / "good.json");
  const std::vector<std::pair<std::string, std::string>> changes = {
      {"\"name\": \"mine\"", "\"name\": \"\""},
      {"\"program\": 40", "\"program\": 128"},
      {"\"recordings\": 2", "\"recordings\": 0"},
      {"\"notes\": 190", "\"notes\": 1.5"},
      {"\"notes\": 190", "\"notes\": \"many\""},
      {"\"playing_s\": 58.25", "\"playing_s\": -1"},
      {"\"register_notes\": [10", "\"register_notes\": [-10"},
      {"\"register_means\": [0.25", "\"register_means\": [null"}};
  for (const auto& [from, to] : changes) {
    std::string broken = good;
    ASSERT_NE(broken.find(from), std::string::npos) << from;
    broken.replace(broken.find(from), from.size(), to);
    std::ofstream(folder / "t.json") << broken;
    const auto refused = read_timbres(folder / "t.json");
    ASSERT_FALSE(refused) << to;
    EXPECT_NE(refused.error().message.find("timbres[0]."), std::string::npos) << to;
  }
}

TEST(TimbresFile, CutShortAnywhereIsRefused) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_timbres({example("mine")}, folder / "good.json"));
  const std::string good = text_of(folder / "good.json");
  for (std::size_t length = 0; length + 2 < good.size(); length += 7) {
    std::ofstream(folder / "t.json", std::ios::trunc) << good.substr(0, length);
    EXPECT_FALSE(read_timbres(folder / "t.json")) << length;
  }
}

TEST(Timbres, CombineByTheirNotes) {
  Timbre first = example("mine");
  Timbre second = example("other");
  second.program = 7;
  second.weights = {30.0, 0.0};
  second.means = {1.25, 0.5, 99.0, 99.0};
  const auto both = combine_timbres(first, second);
  ASSERT_TRUE(both) << both.error().message;
  EXPECT_EQ(both->name, "mine");
  EXPECT_EQ(both->program, 40);
  EXPECT_EQ(both->recording_count, 4);
  EXPECT_EQ(both->note_count, 380);
  EXPECT_DOUBLE_EQ(both->weights[0], 40.0);
  EXPECT_DOUBLE_EQ(both->means[0], 1.0);
  EXPECT_DOUBLE_EQ(both->means[1], 0.25);
  EXPECT_DOUBLE_EQ(both->means[2], 1e-5);
}

TEST(Timbres, OfOtherWeightsDoNotCombine) {
  Timbre other = example("mine");
  other.weights_sha256 = std::string(64, 'b');
  EXPECT_EQ(combine_timbres(example("mine"), other).error().code, ErrorCode::invalid_argument);
  EXPECT_FALSE(combine_timbres(Timbre(), Timbre()));
}

TEST(Timbres, LieInTheUsersDataFolder) {
  ::setenv("XDG_DATA_HOME", "/data", 1);
  EXPECT_EQ(default_timbres_file(), "/data/divisi/timbres.json");
  ::setenv("XDG_DATA_HOME", "relative", 1);  // the specification has it ignored
  ::setenv("HOME", "/home/x", 1);
  EXPECT_EQ(default_timbres_file(), "/home/x/.local/share/divisi/timbres.json");
  ::unsetenv("XDG_DATA_HOME");
  EXPECT_EQ(default_timbres_file(), "/home/x/.local/share/divisi/timbres.json");
  ::setenv("HOME", "", 1);
  EXPECT_TRUE(default_timbres_file().empty());
}

}  // namespace
}  // namespace divisi

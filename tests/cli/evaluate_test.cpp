// divisi evaluate on a made collection of two recordings: notes with parts, and drums.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "program.h"

namespace divisi::cli::testing {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHeader = "onset_s,offset_s,midi_pitch,source\n";

class Evaluate : public ::testing::Test {
 protected:
  void SetUp() override {
    // Two players that swap registers, so that bands of pitch cannot tell them apart; and drums.
    write_clip("duo_1",
               "0,1,60,flute\n0,1,72,oboe\n1,2,72,flute\n1,2,60,oboe\n"
               "0,0.05,36,drums:KD\n1,1.05,38,drums:SD\n");
    write_clip("solo_1", "0,1,60,piano\n");
    estimate("duo_1", "0,1,60,A\n0,1,72,B\n1,2,72,A\n1,2,60,B\n0.01,0.05,35,drums\n");
    estimate("solo_1", "0,1,60,A\n");
  }

  void write_clip(const std::string& id, const std::string& notes) {
    fs::create_directories(folder_ / "clips" / id);
    write_tones(folder_ / "clips" / id / "mix.wav", 0.1);
    write_text(folder_ / "clips" / id / "notes.csv", kHeader + notes);
  }
  void estimate(const std::string& id, const std::string& notes) {
    fs::create_directories(folder_ / "out" / id);
    write_text(folder_ / "out" / id / "notes.csv", kHeader + notes);
  }

  Ran evaluate(const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"evaluate", "--reference", (folder_ / "clips").string(),
                                          "--estimates", "x=" + (folder_ / "out").string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_divisi(arguments);
  }

  TemporaryFolder folder_;
};

TEST_F(Evaluate, PrintsTablesOfPartsCountsAndDrums) {
  const Ran run = evaluate();
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.out.find("| duo (1) | x | 2 | 2 | 1.000 | 1.000 | 1.000 | 1.000 | 0.333 | 0.500 | "
                         "0.500 | 0.500 |"),
            std::string::npos)
      << run.out;
  EXPECT_NE(run.out.find("| all clips (2) | x | 1.000 | 1.000 |"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find(
                "| duo (1) | x | 2 | 1 | 1.000 | 0.000 | - | - | - | - | 1.000 | 0.500 | 0.667 |"),
            std::string::npos)
      << run.out;
}

TEST_F(Evaluate, WithoutPartsThereIsOneTable) {
  const Ran run = evaluate({"--only", "solo"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.out.find("macroF"), std::string::npos) << run.out;
  EXPECT_EQ(run.out.find("kickF"), std::string::npos) << run.out;
  EXPECT_EQ(lines_of(run.out).size(), 4U) << run.out;
}

TEST_F(Evaluate, OnlyTakesPatternsOfIdsAndGroups) {
  const Ran run = evaluate({"--clips", "--only", "du?_*", "--only", "duo"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.out.find("duo_1"), std::string::npos);
  EXPECT_EQ(run.out.find("solo"), std::string::npos);
  const Ran none = evaluate({"--only", "trio"});
  EXPECT_NE(none.exit_code, 0);
  EXPECT_EQ(none.out, "");
  EXPECT_NE(none.err.find("--only trio: found no such clip or group"), std::string::npos)
      << none.err;
}

TEST_F(Evaluate, JsonSaysWhoWasTakenForWhom) {
  const Ran run = evaluate({"--json", (folder_ / "scores.json").string()});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  std::ostringstream text;
  text << std::ifstream(folder_ / "scores.json").rdbuf();
  EXPECT_NE(text.str().find(R"({"reference": "oboe", "estimate": "B", "frame_F1": 1,)"),
            std::string::npos)
      << text.str();
}

TEST_F(Evaluate, DrawsEachClip) {
  const Ran run = evaluate({"--only", "duo", "--draw", (folder_ / "pictures/new").string()});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_GT(fs::file_size(folder_ / "pictures/new/duo_1.x.png"), 1000U);
  write_text(folder_ / "file", "");
  EXPECT_EQ(evaluate({"--draw", (folder_ / "file").string()}).exit_code, 4);
}

}  // namespace
}  // namespace divisi::cli::testing

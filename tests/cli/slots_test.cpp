// The built-in model whose parts are dealt by slots, on the example recording: a voice and a piano.

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "program.h"

namespace divisi::cli::testing {
namespace {

namespace fs = std::filesystem;

const fs::path kExample = fs::path(DIVISI_SOURCE_DIR) / "examples/wiegenlied.flac";

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

int count_of(const std::string& what, const std::string& text) {
  int count = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
    ++count;
  return count;
}

TEST(Slots, PartsSayHowSureTheyAreAndWhatTheySoundLike) {
  const TemporaryFolder folder;
  const Ran run = run_divisi(
      {"transcribe", kExample.string(), "--model", "slots", "-f", "json", "-o", "out", "--explain"},
      {.folder = folder.path()});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const std::string json = text_of(folder / "out/wiegenlied.notes.json");
  EXPECT_EQ(count_of("\"is_drums\": false", json), 2) << json.substr(0, 400);
  EXPECT_EQ(count_of("\"activity\"", json), 2);
  EXPECT_EQ(count_of("\"timbre\"", json), 2);
  EXPECT_TRUE(fs::exists(folder / "out/wiegenlied.parts.png"));
}

TEST(Slots, CanBeEvaluated) {
  const TemporaryFolder folder;
  const Ran run = run_divisi({"evaluate", "--model", "slots", "--reference", folder.path().string(),
                              "--dataset", "synthetic"});
  EXPECT_NE(run.exit_code, 0);  // there are no clips, which is what it says
  EXPECT_EQ(run.err.find("slots"), std::string::npos) << run.err;
}

TEST(Slots, DecodeDealsTheSame) {
  const TemporaryFolder folder;
  const std::vector<std::string> transcribe = {
      "transcribe", kExample.string(), "--model",        "slots", "-f", "csv",
      "-o",         "first",           "--save-evidence"};
  ASSERT_EQ(run_divisi(transcribe, {.folder = folder.path()}).exit_code, 0);
  const Ran run = run_divisi(
      {"decode", "first/wiegenlied.evidence", "--parts-model", "slots", "-f", "csv", "-o", "again"},
      {.folder = folder.path()});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const std::string first = text_of(folder / "first/wiegenlied.notes.csv");
  EXPECT_GT(first.size(), 1000u);
  EXPECT_EQ(text_of(folder / "again/wiegenlied.notes.csv"), first);
}

}  // namespace
}  // namespace divisi::cli::testing

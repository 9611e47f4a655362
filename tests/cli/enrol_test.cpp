#include <gtest/gtest.h>

#include <fstream>

#include "../engine/made_model.h"
#include "core/atomic_file.h"
#include "core/json.h"
#include "divisi/timbres.h"
#include "program.h"

namespace divisi::cli::testing {
namespace {

namespace fs = std::filesystem;

/// A folder with a timbre network that knows names, and where timbres are kept.
class Enrol : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(engine::testing::write_made_timbre(folder_ / "timbre.dvw"));
    solo_ = write_tones(folder_ / "solo.wav", 20.0).string();
  }

  Ran run(const std::vector<std::string>& arguments) const {
    return run_divisi(arguments,
                      {.folder = folder_.path(),
                       .environment = {"DIVISI_PARTS_MODEL=" + (folder_ / "timbre.dvw").string(),
                                       "XDG_DATA_HOME=" + (folder_ / "data").string()}});
  }
  fs::path file() const { return folder_ / "data/divisi/timbres.json"; }

  /// Enrols the tones, which the made network may take for several sources.
  Ran enrol(const std::string& name, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {"enrol", solo_, "--name", name, "--solo"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }

  TemporaryFolder folder_;
  std::string solo_;
};

struct NamedPart {
  std::string name;
  double program = -1.0;
  double confidence = 0.0;
};

std::vector<NamedPart> parts_in(const fs::path& notes_json) {
  const auto document = core::read_json(notes_json);
  EXPECT_TRUE(document);
  std::vector<NamedPart> parts;
  for (const core::JsonValue& part : document->find("parts")->items)
    parts.push_back({part.find_text("name").value_or("?"), part.find_number("program").value_or(-1),
                     part.find_number("name_confidence").value_or(0.0)});
  return parts;
}

/// The first that is called so, with or without a number.
NamedPart find_part(const fs::path& notes_json, const std::string& name) {
  for (const NamedPart& part : parts_in(notes_json)) {
    if (part.name.rfind(name, 0) == 0) return part;
  }
  return {};
}

TEST_F(Enrol, WantsToKnowWhatToDo) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"enrol"},
        {"enrol", solo_},
        {"enrol", "--name", "x"},
        {"enrol", "--list", "--remove", "x"},
        {"enrol", solo_, "--name", "x", "--list"},
        {"enrol", solo_, "--name", "x", "--add", "--force"},
        {"enrol", solo_, "--name", "x", "--program", "128"}}) {
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_EQ(lines_of(ran.err).size(), 1U) << ran.err;
  }
  EXPECT_FALSE(fs::exists(file()));
}

TEST_F(Enrol, NamesThePartOfWhoWasEnrolled) {
  const Ran enrolled = enrol("my violin", {"--program", "40"});
  ASSERT_EQ(enrolled.exit_code, 0) << enrolled.err;
  EXPECT_NE(enrolled.err.find("enrolled 'my violin'"), std::string::npos) << enrolled.err;
  ASSERT_TRUE(fs::exists(file()));
  const Ran transcribed =
      run({"transcribe", solo_, "--parts", "auto", "-o", "out", "-f", "midi,json,csv,musicxml"});
  ASSERT_EQ(transcribed.exit_code, 0) << transcribed.err;
  const NamedPart part = find_part(folder_ / "out/solo.notes.json", "my violin");
  EXPECT_DOUBLE_EQ(part.program, 40.0);
  EXPECT_GT(part.confidence, 0.5);
  for (const char* suffix : {".mid", ".notes.csv", ".musicxml"}) {
    const auto text = core::read_file(folder_ / ("out/solo" + std::string(suffix)));
    ASSERT_TRUE(text);
    EXPECT_NE(text->find("my violin"), std::string::npos) << suffix;
  }
  ASSERT_EQ(run({"transcribe", solo_, "--parts", "1", "-o", "one", "-f", "json"}).exit_code, 0);
  EXPECT_EQ(parts_in(folder_ / "one/solo.notes.json").front().name, "Notes");
}

TEST_F(Enrol, KeepsTimbresWhereItIsTold) {
  const std::string elsewhere = (folder_ / "a/b/mine.json").string();
  ASSERT_EQ(enrol("x", {"--timbres", elsewhere}).exit_code, 0);
  EXPECT_FALSE(fs::exists(file()));
  ASSERT_EQ(
      run({"transcribe", solo_, "--parts", "1", "--timbres", elsewhere, "-o", "out"}).exit_code, 2);
  ASSERT_EQ(
      run({"transcribe", solo_, "--parts", "auto", "--timbres", elsewhere, "-o", "out"}).exit_code,
      0);
  EXPECT_GT(find_part(folder_ / "out/solo.notes.json", "x").confidence, 0.5);
  const Ran absent = run({"transcribe", solo_, "--parts", "auto", "--timbres", "no.json"});
  EXPECT_EQ(absent.exit_code, 3);
  EXPECT_NE(absent.err.find("no.json"), std::string::npos) << absent.err;
}

TEST_F(Enrol, TheSameNameAgainIsAddedToOrReplacedOnlyWhenAsked) {
  ASSERT_EQ(enrol("x").exit_code, 0);
  const Ran again = enrol("x");
  EXPECT_EQ(again.exit_code, 4);
  EXPECT_NE(again.err.find("enrolled already"), std::string::npos) << again.err;
  const auto once = read_timbres(file());
  ASSERT_EQ(enrol("x", {"--add"}).exit_code, 0);
  const auto twice = read_timbres(file());
  ASSERT_EQ(twice->size(), 1U);
  EXPECT_EQ(twice->front().recording_count, 2);
  EXPECT_EQ(twice->front().note_count, 2 * once->front().note_count);
  ASSERT_EQ(enrol("x", {"--force"}).exit_code, 0);
  EXPECT_EQ(read_timbres(file())->front().note_count, once->front().note_count);
}

TEST_F(Enrol, ListsAndForgets) {
  const Ran nobody = run({"enrol", "--list"});
  EXPECT_EQ(nobody.exit_code, 0) << nobody.err;
  EXPECT_EQ(nobody.out, "");
  ASSERT_EQ(enrol("x").exit_code, 0);
  ASSERT_EQ(enrol("y").exit_code, 0);
  const Ran list = run({"enrol", "--list"});
  EXPECT_EQ(list.exit_code, 0);
  EXPECT_EQ(lines_of(list.out).size(), 2U) << list.out;
  EXPECT_EQ(list.out.rfind("x: ", 0), 0U) << list.out;
  EXPECT_EQ(run({"enrol", "--remove", "z"}).exit_code, 3);
  EXPECT_EQ(run({"enrol", "--remove", "x"}).exit_code, 0);
  EXPECT_EQ(read_timbres(file())->front().name, "y");
}

TEST_F(Enrol, TooLittleOrNothingIsSaidInOneLine) {
  write_tones(folder_ / "short.wav", 1.0);
  const Ran little = run({"enrol", "short.wav", "--name", "x"});
  EXPECT_EQ(little.exit_code, 3);
  EXPECT_NE(little.err.find("too little playing"), std::string::npos) << little.err;
  EXPECT_EQ(run({"enrol", "absent.wav", "--name", "x"}).exit_code, 3);
  EXPECT_EQ(enrol("").exit_code, 2);
  EXPECT_EQ(enrol("two\nlines").exit_code, 2);
  EXPECT_EQ(enrol(std::string(101, 'x')).exit_code, 2);
  EXPECT_FALSE(fs::exists(file()));
}

TEST_F(Enrol, SeveralSourcesAtOnceAreRefused) {
  const Ran several = run({"enrol", solo_, "--name", "x"});
  EXPECT_EQ(several.exit_code, 3) << several.err;
  EXPECT_NE(several.err.find("sources at once"), std::string::npos) << several.err;
  EXPECT_FALSE(fs::exists(file()));
}

TEST_F(Enrol, OfOtherWeightsIsLeftOutWithALine) {
  ASSERT_EQ(enrol("x").exit_code, 0);
  auto timbres = read_timbres(file());
  timbres->front().weights_sha256 = std::string(64, '0');
  ASSERT_TRUE(write_timbres(*timbres, file()));
  const Ran ran = run({"transcribe", solo_, "--parts", "auto", "-o", "out", "-f", "json"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_NE(ran.err.find("'x' is left out"), std::string::npos) << ran.err;
  EXPECT_EQ(find_part(folder_ / "out/solo.notes.json", "x").name, "");
  const Ran added = enrol("x", {"--add"});
  EXPECT_EQ(added.exit_code, 4);
  EXPECT_NE(added.err.find("--force"), std::string::npos) << added.err;
  EXPECT_EQ(enrol("x", {"--force"}).exit_code, 0);
}

TEST_F(Enrol, WeightsThatNameNobodyAreSaidToBeTheReason) {
  ASSERT_TRUE(engine::testing::write_made_timbre(folder_ / "timbre.dvw", false));
  const Ran ran = enrol("x");
  EXPECT_EQ(ran.exit_code, 5);
  EXPECT_NE(ran.err.find("name nobody"), std::string::npos) << ran.err;
  EXPECT_FALSE(fs::exists(file()));
}

TEST_F(Enrol, ABrokenFileIsNeverWrittenOver) {
  fs::create_directories(file().parent_path());
  write_text(file(), "{\"format\": \"divisi-timb");
  EXPECT_EQ(enrol("x").exit_code, 3);
  EXPECT_EQ(run({"enrol", "--list"}).exit_code, 3);
  EXPECT_EQ(*core::read_file(file()), "{\"format\": \"divisi-timb");
  const Ran ran = run({"transcribe", solo_, "--parts", "auto", "-o", "out"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_NE(ran.err.find("enrolled timbres are left out"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace divisi::cli::testing

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "program.h"

namespace divisi::cli::testing {
namespace {

TEST(Usage, HelpNamesEveryCommandOnStdout) {
  const Ran run = run_divisi({"--help"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.err, "");
  for (const char* word : {"transcribe", "decode", "inspect", "evaluate", "Exit codes"}) {
    EXPECT_NE(run.out.find(word), std::string::npos) << word;
  }
}

TEST(Usage, EveryCommandHasHelp) {
  for (const char* command : {"transcribe", "decode", "inspect", "evaluate"}) {
    const Ran run = run_divisi({command, "--help"});
    EXPECT_EQ(run.exit_code, 0) << command;
    EXPECT_GT(lines_of(run.out).size(), 5u) << command;
  }
}

TEST(Usage, VersionIsOneLine) {
  const Ran run = run_divisi({"--version"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(lines_of(run.out).size(), 1u);
  EXPECT_EQ(run.out.rfind("divisi ", 0), 0u);
}

TEST(Usage, MistakesAreOneLineAndExitCode2) {
  const std::vector<std::vector<std::string>> mistakes = {
      {},
      {"no-such-command"},
      {"transcribe"},
      {"transcribe", "--no-such-option", "x.wav"},
      {"transcribe", "--format", "midi,waltz", "x.wav"},
      {"transcribe", "--threshold", "1.5", "x.wav"},
      {"transcribe", "--start", "later", "x.wav"},
      {"transcribe", "--start", "5", "--end", "3", "x.wav"},
      {"transcribe", "--min-note=-1", "x.wav"},
      {"decode", "--ghost-suppression", "1.5", "x.evidence"},
      {"decode", "--quantise", "5", "x.evidence"},
      {"decode", "--quantise-strength", "0.5", "x.evidence"},
      {"transcribe", "--progress", "dance", "x.wav"},
      {"transcribe", "--parts", "0", "x.wav"},
      {"transcribe", "--parts", "many", "x.wav"},
      {"transcribe", "--force", "--skip-existing", "x.wav"},
      {"transcribe", "-o", "", "x.wav"},
      {"calibrate", "x.dvw", "-o", "y.dvw"},
      {"decode"}};
  for (const auto& arguments : mistakes) {
    const Ran run = run_divisi(arguments);
    const std::string what = arguments.empty() ? "nothing" : arguments.back();
    EXPECT_EQ(run.exit_code, 2) << what << ": " << run.err;
    EXPECT_EQ(run.out, "") << what;
    EXPECT_EQ(lines_of(run.err).size(), 1u) << what << ": " << run.err;
  }
}

TEST(Usage, TextThatCouldNotBePrintedIsExitCode4) {
  const TemporaryFolder folder;
  for (const char* arguments : {"--help", "--version", "inspect divisi-note-net"}) {
    const std::string command = std::string(DIVISI_PROGRAM) + " " + arguments + " > /dev/full 2> " +
                                (folder / "err").string();
    const int status = std::system(command.c_str());
    EXPECT_EQ(WEXITSTATUS(status), 4) << arguments;
    std::ifstream file(folder / "err");
    const std::string err(std::istreambuf_iterator<char>(file), {});
    EXPECT_EQ(lines_of(err).size(), 1u) << err;
    EXPECT_NE(err.find("stdout"), std::string::npos) << err;
  }
}

TEST(Usage, AWrongFormatListsTheRightOnes) {
  const Ran run = run_divisi({"transcribe", "--format", "waltz", "x.wav"});
  EXPECT_NE(run.err.find("midi, json, csv, musicxml, png"), std::string::npos) << run.err;
}

TEST(Inspect, PrintsTheLayersOfAModelAndOfAFile) {
  for (const std::string& name : {std::string("divisi-note-net"), made_model().string()}) {
    const Ran run = run_divisi({"inspect", name});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_NE(run.out.find("stem"), std::string::npos);
    EXPECT_NE(run.out.find("total"), std::string::npos);
  }
}

TEST(Inspect, UnknownNamesAndBrokenFilesAreExitCode5) {
  const TemporaryFolder folder;
  write_text(folder / "noise.dvw", "no weights");
  for (const std::string& name : {std::string("waltz"), (folder / "noise.dvw").string()}) {
    const Ran run = run_divisi({"inspect", name});
    EXPECT_EQ(run.exit_code, 5);
    EXPECT_EQ(lines_of(run.err).size(), 1u);
    EXPECT_NE(run.err.find(name), std::string::npos) << run.err;
  }
}

}  // namespace
}  // namespace divisi::cli::testing

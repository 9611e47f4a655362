#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "audio/reader.h"
#include "program.h"

namespace divisi::cli::testing {
namespace {

namespace fs = std::filesystem;
using Files = std::vector<std::string>;

std::vector<float> samples_of(const fs::path& path) {
  auto reader = audio::AudioReader::open(path);
  EXPECT_TRUE(reader) << path;
  std::vector<float> samples(
      std::size_t((*reader)->format().frame_count * (*reader)->format().channel_count));
  EXPECT_TRUE((*reader)->read(samples.data(), std::size_t((*reader)->format().frame_count)));
  return samples;
}

void expect_stems_add_up(const fs::path& folder, const fs::path& recording) {
  const std::vector<float> whole = samples_of(recording);
  std::vector<double> sum(whole.size(), 0.0);
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::vector<float> stem = samples_of(entry.path());
    ASSERT_EQ(stem.size(), whole.size()) << entry.path();
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += double(stem[i]) * 8388608.0;
  }
  for (std::size_t i = 0; i < sum.size(); ++i) {
    ASSERT_EQ(sum[i], std::rint(double(whole[i]) * 8388608.0)) << "sample " << i;
  }
}

const char* const kNotes = R"({"format": "divisi-notes", "format_version": 1, "duration_s": 2.0,
  "parts": [
    {"name": "High", "program": 0, "notes": [
      {"onset_s": 0.1, "offset_s": 0.9, "pitch_midi": 72, "velocity": 80, "confidence": 1.0}]},
    {"name": "Low One", "program": 0, "notes": [
      {"onset_s": 0.5, "offset_s": 1.5, "pitch_midi": 48, "velocity": 80, "confidence": 1.0}]}]})";

TEST(Separate, WritesStemsThatAddUpToTheRecording) {
  const TemporaryFolder folder;
  write_tones(folder / "song.wav", 2.0, 44100, 2);
  const Ran run = run_divisi({"separate", "song.wav"}, {.folder = folder.path()});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.out, "");
  EXPECT_TRUE(fs::exists(folder / "divisi-out/song/song.stems/residual.flac")) << run.err;
  expect_stems_add_up(folder / "divisi-out/song/song.stems", folder / "song.wav");
}

TEST(Separate, FollowsNotesThatAreGiven) {
  const TemporaryFolder folder;
  write_tones(folder / "song.wav", 2.0, 22050, 6);
  write_text(folder / "edited.json", kNotes);
  const Ran run = run_divisi(
      {"separate", "--notes", "edited.json", "-o", "out", "--stem-format", "wav", "song.wav"},
      {.folder = folder.path()});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(folder.files(),
            (Files{"edited.json", "out/song.stems/01_high.wav", "out/song.stems/02_low_one.wav",
                   "out/song.stems/residual.wav", "song.wav"}));
  expect_stems_add_up(folder / "out/song.stems", folder / "song.wav");
  EXPECT_NE(run.err.find("2 notes"), std::string::npos) << run.err;
}

TEST(Separate, WritesOnlyThePartsThatAreAskedFor) {
  const TemporaryFolder folder;
  write_tones(folder / "song.wav");
  write_text(folder / "n.json", kNotes);
  const Ran run = run_divisi(
      {"separate", "song.wav", "--notes", "n.json", "-o", "out", "--only", "low one", "-q"},
      {.folder = folder.path()});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(folder.files(), (Files{"n.json", "out/song.stems/02_low_one.flac",
                                   "out/song.stems/residual.flac", "song.wav"}));
  const Ran wrong = run_divisi(
      {"separate", "song.wav", "--notes", "n.json", "-o", "other", "--only", "Tuba", "--only", "1"},
      {.folder = folder.path()});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_NE(wrong.err.find("no part is called 'Tuba'; the parts are 1 High, 2 Low One"),
            std::string::npos)
      << wrong.err;
  EXPECT_FALSE(fs::exists(folder / "other"));
}

TEST(Separate, ReplacesOnlyWhenForced) {
  const TemporaryFolder folder;
  write_tones(folder / "song.wav");
  write_text(folder / "n.json", kNotes);
  fs::create_directories(folder / "out/song.stems");
  write_text(folder / "out/song.stems/03_old.flac", "stale");
  write_text(folder / "out/song.stems/mine.txt", "keep");
  const std::vector<std::string> command = {"separate", "song.wav", "--notes",
                                            "n.json",   "-o",       "out"};
  const auto with = [&](const std::string& flag) {
    std::vector<std::string> all = command;
    all.push_back(flag);
    return run_divisi(all, {.folder = folder.path()});
  };
  const Ran refused = run_divisi(command, {.folder = folder.path()});
  EXPECT_EQ(refused.exit_code, 4);
  EXPECT_NE(refused.err.find("song.stems: exists already"), std::string::npos) << refused.err;
  const Ran skipped = with("--skip-existing");
  EXPECT_EQ(skipped.exit_code, 0);
  EXPECT_NE(skipped.err.find("skipped"), std::string::npos);
  EXPECT_EQ(with("--force").exit_code, 0);
  EXPECT_EQ(folder.files(),
            (Files{"n.json", "out/song.stems/01_high.flac", "out/song.stems/02_low_one.flac",
                   "out/song.stems/mine.txt", "out/song.stems/residual.flac", "song.wav"}));
}

TEST(Separate, SaysOnOneLineWhatIsWrong) {
  const TemporaryFolder folder;
  write_tones(folder / "song.wav");
  write_tones(folder / "nine.wav", 0.5, 22050, 9);
  write_text(folder / "n.json", kNotes);
  write_text(folder / "bad.json", "{\"format\": \"divisi-notes\", ");
  struct Case {
    std::vector<std::string> arguments;
    int exit_code;
    const char* says;
  };
  for (const Case& wrong :
       {Case{{"song.wav", "--notes", "bad.json"}, 3, "bad.json"},
        Case{{"song.wav", "--notes", "absent.json"}, 3, "absent.json"},
        Case{{"song.wav", "nine.wav", "--notes", "n.json"}, 2, "one recording, found 2"},
        Case{{"nine.wav", "--notes", "n.json"}, 3, "9 channels"},
        Case{{"nine.wav"}, 3, "9 channels"}, Case{{"n.json"}, 3, "not a sound file"},
        Case{{"song.wav", "--stem-format", "mp3"}, 2, "flac, wav"},
        Case{{"song.wav", "--only"}, 2, "--only"},
        Case{{"song.wav", "-o", "/proc/none"}, 4, "/proc/none"},
        Case{{"song.wav", "--model", "n.json"}, 5, "n.json"}}) {
    std::vector<std::string> arguments = {"separate"};
    arguments.insert(arguments.end(), wrong.arguments.begin(), wrong.arguments.end());
    const Ran run = run_divisi(arguments, {.folder = folder.path()});
    EXPECT_EQ(run.exit_code, wrong.exit_code) << run.err;
    EXPECT_EQ(lines_of(run.err).size(), 1U) << run.err;
    EXPECT_NE(run.err.find(wrong.says), std::string::npos) << run.err;
    EXPECT_FALSE(fs::exists(folder / "divisi-out")) << run.err;
  }
}

/// Before anything is listened to, and whether stems are all that is wanted or not.
TEST(Separate, RefusesAShareNetworkThatIsNone) {
  const TemporaryFolder folder;
  write_tones(folder / "song.wav", 2.0, 44100, 2);
  write_text(folder / "bad.dvw", "no weights");
  for (const Files& command : {Files{"separate"}, Files{"transcribe", "--stems"}}) {
    for (const char* weights : {"bad.dvw", "absent.dvw"}) {
      Files arguments = command;
      arguments.insert(arguments.end(), {"--stem-model", weights, "song.wav"});
      const Ran run = run_divisi(arguments, {.folder = folder.path()});
      EXPECT_EQ(run.exit_code, 5);
      EXPECT_NE(run.err.find(weights), std::string::npos) << run.err;
      EXPECT_FALSE(fs::exists(folder / "divisi-out"));
    }
  }
  const Ran without =
      run_divisi({"separate", "--stem-model", "none", "song.wav"}, {.folder = folder.path()});
  EXPECT_EQ(without.exit_code, 0) << without.err;
  expect_stems_add_up(folder / "divisi-out/song/song.stems", folder / "song.wav");
}

TEST(Separate, CannotWriteIntoAFolderThatMayOnlyBeRead) {
  const TemporaryFolder folder;
  write_tones(folder / "song.wav");
  write_text(folder / "n.json", kNotes);
  fs::create_directories(folder / "out");
  fs::permissions(folder / "out", fs::perms::owner_read | fs::perms::owner_exec |
                                      fs::perms::others_read | fs::perms::others_exec);
  fs::permissions(folder.path(), fs::perms::all);
  const Ran run = run_divisi({"separate", "song.wav", "--notes", "n.json", "-o", "out"},
                             {.folder = folder.path(), .gives_up_root = true});
  EXPECT_EQ(run.exit_code, 4) << run.err;
  EXPECT_NE(run.err.find("song.stems: cannot write"), std::string::npos) << run.err;
  fs::permissions(folder / "out", fs::perms::all);
}

TEST(Separate, TellsProgramsOfBothPassesAndEveryFile) {
  const TemporaryFolder folder;
  write_tones(folder / "song.wav", 4.0);
  const Ran run = run_divisi({"separate", "song.wav", "-o", "out", "--progress", "json"},
                             {.folder = folder.path()});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  double last = 0.0, most = 0.0;
  for (const std::string& line : lines_of(run.err)) {
    EXPECT_EQ(line.front(), '{') << line;
    const std::size_t at = line.find("\"fraction\":");
    if (at == std::string::npos) continue;
    const double fraction = std::stod(line.substr(at + 11));
    EXPECT_GE(fraction, last);
    last = fraction;
    most = std::max(most, fraction);
  }
  EXPECT_NEAR(most, 1.0, 0.05);
  EXPECT_NE(run.err.find("song.stems/residual.flac"), std::string::npos);
}

TEST(Separate, PlaysTheNotesWhenAsked) {
  const TemporaryFolder folder;
  write_tones(folder / "song.wav", 2.0, 22050, 2);
  write_text(folder / "n.json", kNotes);
  const Ran run = run_divisi({"separate", "song.wav", "--notes", "n.json", "-o", "out",
                              "--auralise", "--soundfont", "builtin"},
                             {.folder = folder.path()});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(
      folder.files(),
      (Files{"n.json", "out/song.auralised/01_high.flac", "out/song.auralised/02_low_one.flac",
             "out/song.auralised/original_and_remix.flac", "out/song.auralised/remix.flac",
             "out/song.stems/01_high.flac", "out/song.stems/02_low_one.flac",
             "out/song.stems/residual.flac", "song.wav"}));
  const Ran wrong = run_divisi({"separate", "song.wav", "--notes", "n.json", "-o", "other",
                                "--auralise", "--soundfont", "n.json"},
                               {.folder = folder.path()});
  EXPECT_EQ(wrong.exit_code, 3);
  EXPECT_NE(wrong.err.find("n.json: not a soundfont"), std::string::npos) << wrong.err;
  EXPECT_FALSE(fs::exists(folder / "other"));
}

TEST(Transcribe, WritesStemsBesideTheNotesWhenAsked) {
  const TemporaryFolder folder;
  write_tones(folder / "song.wav");
  const Ran run =
      run_divisi({"transcribe", "song.wav", "-o", "out", "--stems"}, {.folder = folder.path()});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  for (const char* name : {"song.mid", "song.notes.json", "song.stems/residual.flac"}) {
    EXPECT_TRUE(fs::exists(folder / "out" / name)) << name;
  }
  expect_stems_add_up(folder / "out/song.stems", folder / "song.wav");
  // The notes in the file, whose times are rounded, give the same stems but for that rounding.
  const Ran again =
      run_divisi({"separate", "song.wav", "-o", "again", "--notes", "out/song.notes.json"},
                 {.folder = folder.path()});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  for (const auto& entry : fs::directory_iterator(folder / "out/song.stems")) {
    const std::vector<float> first = samples_of(entry.path());
    const std::vector<float> second =
        samples_of(folder / "again/song.stems" / entry.path().filename());
    ASSERT_EQ(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i) ASSERT_NEAR(first[i], second[i], 1e-4F);
  }
}

}  // namespace
}  // namespace divisi::cli::testing

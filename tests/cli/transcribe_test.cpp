#include <algorithm>
#include <fstream>

#include <gtest/gtest.h>

#include "program.h"

namespace divisi::cli::testing {
namespace {

namespace fs = std::filesystem;

std::string first_bytes(const fs::path& path, std::size_t count) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(count, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(count));
  return bytes;
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Transcribe, WritesMidiAndJsonIntoAFolderOfTheInputsName) {
  const TemporaryFolder folder;
  write_tones(folder / "song.wav");
  const Ran run = run_divisi({"transcribe", "song.wav"}, {.folder = folder.path()});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.out, "");
  EXPECT_EQ(folder.files(),
            (std::vector<std::string>{"divisi-out/song/song.mid", "divisi-out/song/song.notes.json",
                                      "song.wav"}));
  EXPECT_EQ(first_bytes(folder / "divisi-out/song/song.mid", 4), "MThd");
}

TEST(Transcribe, WritesEveryFormatWhereItIsTold) {
  const TemporaryFolder folder;
  write_tones(folder / "song.wav");
  const Ran run = run_divisi({"transcribe", "song.wav", "-o", "a/b", "--format",
                              "midi,json,csv,musicxml,png", "--save-evidence", "--quiet"},
                             {.folder = folder.path()});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(folder.files(),
            (std::vector<std::string>{"a/b/song.evidence", "a/b/song.mid", "a/b/song.musicxml",
                                      "a/b/song.notes.csv", "a/b/song.notes.json", "a/b/song.png",
                                      "song.wav"}));
  EXPECT_EQ(first_bytes(folder / "a/b/song.png", 4), "\x89PNG");
  EXPECT_EQ(first_bytes(folder / "a/b/song.musicxml", 5), "<?xml");
}

TEST(Transcribe, TakesATuningAndSaysWhichItWas) {
  const TemporaryFolder folder;
  write_tones(folder / "song.wav");
  const auto tuning_of = [&](const std::string& option) {
    const Ran run = run_divisi(
        {"transcribe", "song.wav", "-o", "out", "-f", "json", "--force", "--tuning", option},
        {.folder = folder.path()});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_EQ(run.err.find("at A4 = 415.5 Hz") != std::string::npos, option == "415.5") << run.err;
    const std::string text = text_of(folder / "out/song.notes.json");
    const std::size_t at = text.find("\"tuning_hz\": ");
    return at == std::string::npos ? "" : text.substr(at + 13, text.find(',', at) - at - 13);
  };
  EXPECT_EQ(tuning_of("auto"), "440");
  EXPECT_EQ(tuning_of("415.5"), "415.5");
  for (const char* wrong : {"high", "300", "440Hz", ""}) {
    const Ran run = run_divisi({"transcribe", "song.wav", "-o", "no", "--tuning", wrong},
                               {.folder = folder.path()});
    EXPECT_EQ(run.exit_code, 2) << wrong;
    EXPECT_NE(run.err.find("--tuning"), std::string::npos) << run.err;
    EXPECT_FALSE(fs::exists(folder / "no"));
  }
}

TEST(Transcribe, ExplainsOnlyWhenAsked) {
  const TemporaryFolder folder;
  write_tones(folder / "song.wav");
  const Ran run = run_divisi({"transcribe", "song.wav", "-o", "out", "--format", "midi",
                              "--explain", "--progress", "json"},
                             {.folder = folder.path()});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(folder.files(),
            (std::vector<std::string>{"out/song.mid", "out/song.parts.png", "song.wav"}));
  EXPECT_EQ(first_bytes(folder / "out/song.parts.png", 4), "\x89PNG");
  EXPECT_NE(run.err.find("song.parts.png"), std::string::npos) << run.err;
  const Ran without = run_divisi({"transcribe", "song.wav", "-o", "plain", "--format", "midi,png"},
                                 {.folder = folder.path()});
  EXPECT_EQ(without.exit_code, 0) << without.err;
  EXPECT_FALSE(fs::exists(folder / "plain/song.parts.png"));
}

TEST(Transcribe, AnExplanationIsAResultLikeOthers) {
  const TemporaryFolder folder;
  const std::string song = write_tones(folder / "song.wav").string();
  const std::string out = (folder / "out").string();
  const fs::path picture = folder / "out/song.parts.png";
  fs::create_directory(out);
  write_text(picture, "somebody's own");
  const std::vector<std::string> command = {"transcribe", song,   "-o",       out,
                                            "-f",         "midi", "--explain"};
  const auto run_with = [&](const char* option) {
    std::vector<std::string> arguments = command;
    arguments.emplace_back(option);
    return run_divisi(arguments);
  };
  const Ran refused = run_divisi(command);
  EXPECT_EQ(refused.exit_code, 4);
  EXPECT_EQ(lines_of(refused.err).size(), 1u) << refused.err;
  EXPECT_NE(refused.err.find("song.parts.png: exists already"), std::string::npos) << refused.err;
  EXPECT_FALSE(fs::exists(folder / "out/song.mid"));
  EXPECT_EQ(run_with("--force").exit_code, 0);
  EXPECT_EQ(first_bytes(picture, 4), "\x89PNG");
  const auto written = fs::last_write_time(picture);
  const Ran skipped = run_with("--skip-existing");
  EXPECT_EQ(skipped.exit_code, 0) << skipped.err;
  EXPECT_EQ(fs::last_write_time(picture), written);
  fs::remove(picture);
  EXPECT_EQ(run_with("--skip-existing").exit_code, 0);
  EXPECT_TRUE(fs::exists(picture));
}

TEST(Transcribe, RefusesToReplaceUnlessForced) {
  const TemporaryFolder folder;
  const std::string song = write_tones(folder / "song.wav").string();
  const std::string out = (folder / "out").string();
  EXPECT_EQ(run_divisi({"transcribe", song, "-o", out}).exit_code, 0);
  const Ran again = run_divisi({"transcribe", song, "-o", out});
  EXPECT_EQ(again.exit_code, 4);
  EXPECT_NE(again.err.find("exists already"), std::string::npos) << again.err;
  EXPECT_EQ(run_divisi({"transcribe", song, "-o", out, "--force"}).exit_code, 0);
}

TEST(Transcribe, SkipExistingLeavesDoneOnesAndDoesTheRest) {
  const TemporaryFolder folder;
  const std::string a = write_tones(folder / "a.wav").string();
  const std::string b = write_tones(folder / "b.wav").string();
  const std::string out = (folder / "out").string();
  ASSERT_EQ(run_divisi({"transcribe", a, "-o", out}).exit_code, 0);
  const auto written = fs::last_write_time(folder / "out/a.mid");
  const Ran run = run_divisi({"transcribe", a, b, "-o", out, "--skip-existing"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(fs::last_write_time(folder / "out/a.mid"), written);
  EXPECT_TRUE(fs::exists(folder / "out/b.mid"));
  EXPECT_NE(run.err.find("1 done, 1 skipped, 0 failed"), std::string::npos) << run.err;
}

TEST(Transcribe, FoldersGiveTheirRecordingsAndBelowOnlyWhenAsked) {
  const TemporaryFolder folder;
  fs::create_directories(folder / "album/disc2");
  write_tones(folder / "album/one.wav");
  write_tones(folder / "album/disc2/two.flac");
  write_text(folder / "album/notes.txt", "no recording");
  const std::string album = (folder / "album").string();
  const Ran flat = run_divisi({"transcribe", album, "-o", (folder / "flat").string()});
  EXPECT_EQ(flat.exit_code, 0) << flat.err;
  EXPECT_TRUE(fs::exists(folder / "flat/one.mid"));
  EXPECT_FALSE(fs::exists(folder / "flat/disc2"));
  const Ran deep =
      run_divisi({"transcribe", album, "--recursive", "-o", (folder / "deep").string()});
  EXPECT_EQ(deep.exit_code, 0) << deep.err;
  EXPECT_TRUE(fs::exists(folder / "deep/one.mid"));
  EXPECT_TRUE(fs::exists(folder / "deep/disc2/two.mid"));
}

TEST(Transcribe, RecordingsOfOneStemDoNotReplaceEachOther) {
  const TemporaryFolder folder;
  const std::string wav = write_tones(folder / "take.wav").string();
  const std::string flac = write_tones(folder / "take.flac").string();
  const Ran run =
      run_divisi({"transcribe", wav, flac, wav, "-f", "midi", "-o", (folder / "out").string()});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_TRUE(fs::exists(folder / "out/take.wav.mid"));
  EXPECT_TRUE(fs::exists(folder / "out/take.flac.mid"));
  EXPECT_NE(run.err.find("2 done"), std::string::npos) << run.err;
}

TEST(Transcribe, JsonProgressIsOneObjectOnEachLine) {
  const TemporaryFolder folder;
  write_tones(folder / "song.wav");
  const Ran run = run_divisi({"transcribe", "song.wav", "absent.wav", "--progress", "json"},
                             {.folder = folder.path()});
  EXPECT_EQ(run.exit_code, 1);
  std::vector<std::string> events;
  for (const std::string& line : lines_of(run.err)) {
    ASSERT_EQ(line.rfind("{\"event\":\"", 0), 0u) << line;
    EXPECT_EQ(line.back(), '}');
    events.push_back(line.substr(10, line.find('"', 10) - 10));
  }
  EXPECT_EQ(events.front(), "begin");
  EXPECT_EQ(events.back(), "summary");
  for (const char* wanted : {"progress", "note", "done", "failed"}) {
    EXPECT_NE(std::find(events.begin(), events.end(), wanted), events.end()) << wanted;
  }
}

TEST(Transcribe, JsonProgressGrowsToTheEndOfTheRecordingAndRepeatsNothing) {
  const TemporaryFolder folder;
  write_tones(folder / "song.wav", 4.0);
  const Ran run =
      run_divisi({"transcribe", "song.wav", "--progress", "json"}, {.folder = folder.path()});
  double last_s = 0.0;
  std::string last_line;
  for (const std::string& line : lines_of(run.err)) {
    if (line.rfind("{\"event\":\"progress\"", 0) != 0) continue;
    EXPECT_NE(line, last_line);
    last_line = line;
    const std::string key = "\"audio_done_s\":";
    const double done_s = std::stod(line.substr(line.find(key) + key.size()));
    EXPECT_GE(done_s, last_s) << line;
    last_s = done_s;
  }
  EXPECT_NEAR(last_s, 4.0, 0.1);
  EXPECT_LE(last_s, 4.0);
}

TEST(Transcribe, SaysNothingButTheResultWhenStderrIsNoTerminal) {
  const TemporaryFolder folder;
  write_tones(folder / "song.wav");
  const Ran run = run_divisi({"transcribe", "song.wav"}, {.folder = folder.path()});
  EXPECT_EQ(lines_of(run.err).size(), 1u) << run.err;
  EXPECT_EQ(run.err.find('\r'), std::string::npos);
  EXPECT_EQ(run.err.find('\x1b'), std::string::npos);
}

TEST(Decode, DecidesAgainWithoutTheRecordingOrTheModel) {
  const TemporaryFolder folder;
  const std::string song = write_tones(folder / "song.wav").string();
  const std::string first = (folder / "first").string();
  ASSERT_EQ(run_divisi({"transcribe", song, "-o", first, "-f", "csv", "--save-evidence"}).exit_code,
            0);
  fs::remove(song);
  const std::string again = (folder / "again").string();
  const Ran run = run_divisi({"decode", first + "/song.evidence", "-o", again, "-f", "csv,png"},
                             {.environment = {"DIVISI_MODEL=/no/such/model"}});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(text_of(folder / "again/song.notes.csv"), text_of(folder / "first/song.notes.csv"));
  const Ran fewer = run_divisi({"decode", first + "/song.evidence", "-o", again, "-f", "csv",
                                "--threshold", "0.99", "--force"});
  EXPECT_EQ(fewer.exit_code, 0) << fewer.err;
  EXPECT_LT(text_of(folder / "again/song.notes.csv").size(),
            text_of(folder / "first/song.notes.csv").size());
}

TEST(Transcribe, InstrumentsThatAreNamedBecomeParts) {
  const TemporaryFolder folder;
  write_tones(folder / "song.wav");
  const Ran run = run_divisi({"transcribe", "song.wav", "-o", "out", "--instruments",
                              "electric piano, flute", "--save-evidence"},
                             {.folder = folder.path()});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  const std::string whole = text_of(folder / "out/song.notes.json");
  for (const char* name : {"\"Electric piano\"", "\"Flute\""})
    EXPECT_NE(whole.find(name), std::string::npos) << whole;
  const Ran again = run_divisi(
      {"decode", "out/song.evidence", "-o", "again", "--instruments", "electric piano,flute"},
      {.folder = folder.path()});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_NE(text_of(folder / "again/song.notes.json").find("\"Flute\""), std::string::npos);
}

TEST(Transcribe, WordsThatAreNoInstrumentsAreRefusedBeforeAnythingIsHeard) {
  const TemporaryFolder folder;
  write_tones(folder / "song.wav");
  for (const auto& [names, complaint] :
       {std::pair("piano,kazoo", "'kazoo' is no instrument"),
        std::pair("piano,drums,drums", "'drums' stands there twice"), std::pair("drums", "alone"),
        std::pair("", "''")}) {
    const Ran run =
        run_divisi({"transcribe", "song.wav", "--instruments", names}, {.folder = folder.path()});
    EXPECT_EQ(run.exit_code, 2) << names;
    EXPECT_NE(run.err.find(complaint), std::string::npos) << run.err;
  }
  const Ran both = run_divisi({"transcribe", "song.wav", "--instruments", "piano", "--parts", "2"},
                              {.folder = folder.path()});
  EXPECT_EQ(both.exit_code, 2);
  EXPECT_EQ(folder.files(), (std::vector<std::string>{"song.wav"}));
}

TEST(Decode, SuppressesGhostsAndQuantisesWhenAsked) {
  const TemporaryFolder folder;
  const std::string song = write_tones(folder / "song.wav").string();
  const std::string first = (folder / "first").string();
  ASSERT_EQ(run_divisi({"transcribe", song, "-o", first, "-f", "csv", "--save-evidence"}).exit_code,
            0);
  const auto csv_with = [&](const std::string& name, std::vector<std::string> options) {
    const std::string out = (folder / name).string();
    options.insert(options.begin(), {"decode", first + "/song.evidence", "-f", "csv", "-o", out});
    const Ran run = run_divisi(options);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    std::ifstream file(folder / name / "song.notes.csv");
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  const std::string plain = csv_with("plain", {});
  ASSERT_FALSE(plain.empty());
  EXPECT_EQ(csv_with("none", {"--ghost-suppression", "0"}), plain);
  EXPECT_EQ(csv_with("still", {"--quantise", "4", "--quantise-strength", "0"}), plain);
  const std::string moved = csv_with("moved", {"--quantise", "2"});
  EXPECT_NE(moved, plain);
  EXPECT_EQ(std::count(moved.begin(), moved.end(), '\n'),
            std::count(plain.begin(), plain.end(), '\n'))
      << "no note is lost";
}

TEST(Decode, RefusesWhatIsNoEvidence) {
  const TemporaryFolder folder;
  write_text(folder / "x.evidence", "no evidence at all");
  const Ran run = run_divisi({"decode", (folder / "x.evidence").string()});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(lines_of(run.err).size(), 1u);
  EXPECT_NE(run.err.find("x.evidence"), std::string::npos);
}

}  // namespace
}  // namespace divisi::cli::testing

/// Every kind of bad input gives one clear line, the right exit code and no file; the others of the
/// batch still finish.

#include <cmath>
#include <csignal>
#include <cstring>
#include <fstream>
#include <limits>

#include <sys/mount.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "../engine/made_recording.h"
#include "program.h"

namespace divisi::cli::testing {
namespace {

namespace fs = std::filesystem;

class BadInput : public ::testing::Test {
 protected:
  Ran transcribe(const std::string& name, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"transcribe", (folder_ / name).string(), "-o",
                                          (folder_ / "out").string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_divisi(arguments);
  }

  void expect_refused(const std::string& name, int exit_code = 3) {
    const Ran run = transcribe(name);
    EXPECT_EQ(run.exit_code, exit_code) << run.err;
    EXPECT_EQ(run.out, "");
    EXPECT_EQ(lines_of(run.err).size(), 1u) << run.err;
    EXPECT_NE(run.err.find(name), std::string::npos) << run.err;
    EXPECT_FALSE(fs::exists(folder_ / "out")) << "nothing may be left behind";
  }

  /// Still transcribed, with at most one warning and the result's line. What the made network finds
  /// is no music: the built-in weights would doubt all of it.
  void expect_taken(const std::string& name) {
    const Ran run = transcribe(name, {"--keep-doubtful"});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_LE(lines_of(run.err).size(), 2u) << run.err;
    EXPECT_TRUE(fs::exists((folder_ / "out" / name).replace_extension(".mid")));
  }

  TemporaryFolder folder_;
};

TEST_F(BadInput, NoSuchFile) { expect_refused("absent.wav"); }

TEST_F(BadInput, Empty) {
  write_text(folder_ / "empty.wav", "");
  expect_refused("empty.wav");
}

TEST_F(BadInput, NotAudio) {
  write_text(folder_ / "page.wav", "<!DOCTYPE html><html><body>This is no sound.</body></html>");
  expect_refused("page.wav");
}

TEST_F(BadInput, TruncatedHeader) {
  write_tones(folder_ / "whole.wav");
  fs::copy_file(folder_ / "whole.wav", folder_ / "cut.wav");
  fs::resize_file(folder_ / "cut.wav", 20);
  expect_refused("cut.wav");
}

TEST_F(BadInput, TruncatedInTheMiddleIsTakenAsFarAsItGoes) {
  write_tones(folder_ / "whole.wav", 4.0);
  fs::copy_file(folder_ / "whole.wav", folder_ / "half.wav");
  fs::resize_file(folder_ / "half.wav", fs::file_size(folder_ / "whole.wav") / 2);
  expect_taken("half.wav");
}

TEST_F(BadInput, AFolderWithoutRecordings) {
  fs::create_directory(folder_ / "nothing");
  expect_refused("nothing");
}

TEST_F(BadInput, NoChannels) {
  write_tones(folder_ / "none.wav");
  std::fstream file(folder_ / "none.wav", std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(22);  // number of channels in a WAV header
  file.write("\0\0", 2);
  file.close();
  expect_refused("none.wav");
}

TEST_F(BadInput, SilenceIsTakenAndSaidToBeSilent) {
  const AudioBuffer silence{44100, 1, std::vector<float>(44100)};
  ASSERT_TRUE(audio::write_audio(folder_ / "silence.wav", silence));
  const Ran run = transcribe("silence.wav");
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.err.find("silent"), std::string::npos) << run.err;
}

TEST_F(BadInput, SamplesThatAreNoNumbersAreReplacedAndSaidSo) {
  AudioBuffer sound = engine::testing::made_recording(1.0);
  for (float& sample : sound.samples) {
    if (sample > 0.2f) sample = std::numeric_limits<float>::quiet_NaN();
  }
  sound.samples[7] = std::numeric_limits<float>::infinity();
  ASSERT_TRUE(audio::write_audio(folder_ / "nan.wav", sound, audio::AudioEncoding::float_32));
  const Ran run = transcribe("nan.wav");
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.err.find("warning"), std::string::npos) << run.err;
}

TEST_F(BadInput, LowAndHighRatesAndManyChannelsAreTaken) {
  write_tones(folder_ / "low.wav", 1.0, 8000);
  expect_taken("low.wav");
  write_tones(folder_ / "high.wav", 0.5, 384000);
  expect_taken("high.wav");
  write_tones(folder_ / "many.wav", 1.0, 22050, 30);
  expect_taken("many.wav");
}

TEST_F(BadInput, AStretchBehindTheEnd) {
  write_tones(folder_ / "short.wav", 1.0);
  const Ran run = transcribe("short.wav", {"--start", "10"});
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_EQ(lines_of(run.err).size(), 1u) << run.err;
}

TEST_F(BadInput, NamesWithLineBreaksStayOnOneLine) {
  write_text(folder_ / "two\nlines.wav", "no sound");
  const Ran run = transcribe("two\nlines.wav");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(lines_of(run.err).size(), 1u) << run.err;
}

TEST_F(BadInput, TheOthersOfTheBatchStillFinish) {
  write_tones(folder_ / "good.wav");
  write_text(folder_ / "bad.wav", "no sound");
  write_tones(folder_ / "also_good.wav");
  const Ran run =
      transcribe("bad.wav", {(folder_ / "good.wav").string(), (folder_ / "absent.wav").string(),
                             (folder_ / "also_good.wav").string(), "--quiet"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_EQ(lines_of(run.err).size(), 2u) << run.err;
  EXPECT_TRUE(fs::exists(folder_ / "out/good.mid"));
  EXPECT_TRUE(fs::exists(folder_ / "out/also_good.mid"));
}

TEST_F(BadInput, WhereNoFolderCanBeMade) {
  write_tones(folder_ / "song.wav");
  write_text(folder_ / "out", "a file is in the way");
  const Ran run = transcribe("song.wav");
  EXPECT_EQ(run.exit_code, 4) << run.err;
  EXPECT_EQ(lines_of(run.err).size(), 1u) << run.err;
}

TEST_F(BadInput, AFolderWithoutRights) {
  fs::permissions(folder_.path(), fs::perms(0755));
  write_tones(folder_ / "song.wav");
  fs::create_directory(folder_ / "locked");
  fs::permissions(folder_ / "locked", fs::perms::none);
  const auto run_as_nobody = [](const std::vector<std::string>& arguments) {
    return run_divisi(arguments, {.folder = "/", .gives_up_root = true});
  };
  const Ran read = run_as_nobody({"transcribe", (folder_ / "locked").string()});
  if (read.exit_code == 126 || read.exit_code == 127) {
    GTEST_SKIP() << "nobody may not run the program here";
  }
  EXPECT_EQ(read.exit_code, 3) << read.err;
  EXPECT_EQ(lines_of(read.err).size(), 1u) << read.err;
  const Ran write = run_as_nobody(
      {"transcribe", (folder_ / "song.wav").string(), "-o", (folder_ / "locked/out").string()});
  EXPECT_EQ(write.exit_code, 4) << write.err;
  EXPECT_EQ(lines_of(write.err).size(), 1u) << write.err;
  fs::permissions(folder_ / "locked", fs::perms::owner_all);
}

TEST_F(BadInput, AnExplanationThatCannotBeWritten) {
  write_tones(folder_ / "song.wav");
  fs::create_directories(folder_ / "out/song.parts.png/in the way");
  const Ran run = transcribe("song.wav", {"--explain", "--force"});
  EXPECT_EQ(run.exit_code, 4) << run.err;
  EXPECT_EQ(lines_of(run.err).size(), 1u) << run.err;
  EXPECT_NE(run.err.find("song.parts.png"), std::string::npos) << run.err;
  EXPECT_FALSE(fs::exists(folder_ / "out/song.mid")) << "half of the results may not stay";
}

TEST_F(BadInput, AFolderOfTheKernel) {
  write_tones(folder_ / "song.wav");
  const Ran run =
      run_divisi({"transcribe", (folder_ / "song.wav").string(), "-o", "/proc/self/fdinfo"});
  EXPECT_EQ(run.exit_code, 4) << run.err;
  EXPECT_EQ(lines_of(run.err).size(), 1u) << run.err;
}

TEST_F(BadInput, AFullDisk) {
  write_tones(folder_ / "song.wav", 6.0);
  const fs::path disk = folder_ / "out";
  fs::create_directory(disk);
  if (::mount("divisi", disk.c_str(), "tmpfs", 0, "size=8k") != 0) {
    GTEST_SKIP() << "no right to mount a small disk: " << std::strerror(errno);
  }
  const Ran run = transcribe("song.wav", {"--format", "png"});
  const bool is_clean = fs::is_empty(disk);
  ::umount(disk.c_str());
  EXPECT_EQ(run.exit_code, 4) << run.err;
  EXPECT_EQ(lines_of(run.err).size(), 1u) << run.err;
  EXPECT_NE(run.err.find("No space left"), std::string::npos) << run.err;
  EXPECT_TRUE(is_clean) << "no partial file may stay";
}

TEST_F(BadInput, AModelThatIsNone) {
  write_tones(folder_ / "song.wav");
  write_text(folder_ / "noise.dvw", "no weights");
  for (const std::string model : {"noise.dvw", "absent.dvw"}) {
    const Ran run = transcribe("song.wav", {"--model", (folder_ / model).string()});
    EXPECT_EQ(run.exit_code, 5) << run.err;
    EXPECT_EQ(lines_of(run.err).size(), 1u) << run.err;
    EXPECT_NE(run.err.find(model), std::string::npos) << run.err;
  }
}

TEST_F(BadInput, CtrlCLeavesNothingPartial) {
  AudioBuffer noise{8000, 1, std::vector<float>(8000 * 900)};  // 15 minutes
  core::Rng rng(1);
  for (float& sample : noise.samples) sample = static_cast<float>(rng.uniform(-0.3, 0.3));
  ASSERT_TRUE(audio::write_audio(folder_ / "long.wav", noise));
  const Ran run = run_divisi({"transcribe", (folder_ / "long.wav").string(), "-o",
                              (folder_ / "out").string(), "--threads", "1"},
                             {.while_running = [](pid_t child) {
                               ::usleep(150'000);
                               ::kill(child, SIGINT);
                             }});
  EXPECT_EQ(run.exit_code, 130) << run.err;
  EXPECT_EQ(folder_.files(), (std::vector<std::string>{"long.wav"}));
}

}  // namespace
}  // namespace divisi::cli::testing

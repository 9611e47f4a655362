#include "program.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "../engine/made_model.h"
#include "../engine/made_recording.h"

namespace divisi::cli::testing {
namespace {

namespace fs = std::filesystem;

std::string read_whole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void point_at(int descriptor, const fs::path& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(file, descriptor);
}

[[noreturn]] void become_divisi(const std::vector<std::string>& arguments,
                                const RunOptions& options, const fs::path& out,
                                const fs::path& err) {
  point_at(STDOUT_FILENO, out);
  point_at(STDERR_FILENO, err);
  if (!options.folder.empty() && ::chdir(options.folder.c_str()) != 0) ::_exit(127);
  ::setenv("DIVISI_MODEL", made_model().c_str(), 1);
  ::setenv("XDG_DATA_HOME", "/nobody/enrolled/anything", 1);
  for (const std::string& setting : options.environment) ::putenv(::strdup(setting.c_str()));
  if (options.gives_up_root && ::geteuid() == 0) {
    if (::setgid(65534) != 0 || ::setuid(65534) != 0) ::_exit(126);
  }
  std::vector<char*> words = {::strdup("divisi")};
  for (const std::string& argument : arguments) words.push_back(::strdup(argument.c_str()));
  words.push_back(nullptr);
  ::execv(DIVISI_PROGRAM, words.data());
  ::_exit(127);
}

}  // namespace

Ran run_divisi(const std::vector<std::string>& arguments, const RunOptions& options) {
  const TemporaryFolder said;
  made_model();  // before the fork: made once, by the parent
  const pid_t child = ::fork();
  if (child == 0) become_divisi(arguments, options, said / "out", said / "err");
  if (options.while_running) options.while_running(child);
  int status = 0;
  ::waitpid(child, &status, 0);
  Ran run;
  run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  run.out = read_whole(said / "out");
  run.err = read_whole(said / "err");
  return run;
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "divisi_cli_XXXXXX").string();
  path_ = ::mkdtemp(name.data());
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::vector<std::string> TemporaryFolder::files() const {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(path_)) {
    if (!entry.is_directory()) found.push_back(fs::relative(entry.path(), path_).string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

const fs::path& made_model() {
  static const TemporaryFolder folder;
  static const fs::path path = [] {
    const auto written = engine::testing::write_made_model(folder / "made.dvw");
    EXPECT_TRUE(written);
    fs::permissions(folder.path(), fs::perms(0755));  // for those who gave up root's rights
    return folder / "made.dvw";
  }();
  return path;
}

fs::path write_tones(const fs::path& path, double duration_s, int rate_hz, int channel_count) {
  const AudioBuffer mono = engine::testing::made_recording(duration_s, rate_hz);
  AudioBuffer sound{rate_hz, channel_count, {}};
  for (const float sample : mono.samples) {
    sound.samples.insert(sound.samples.end(), static_cast<std::size_t>(channel_count), sample);
  }
  const auto written = audio::write_audio(path, sound);
  EXPECT_TRUE(written) << written.error().message;
  return path;
}

void write_text(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace divisi::cli::testing

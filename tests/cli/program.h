/// Runs the built program as a user would, and catches what it says.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace divisi::cli::testing {

struct Ran {
  int exit_code = -1;  ///< 128 + signal when a signal ended it
  std::string out;
  std::string err;
};

struct RunOptions {
  std::filesystem::path folder = {};              ///< working folder
  std::vector<std::string> environment = {};      ///< "NAME=value", added to ours
  bool gives_up_root = false;                     ///< runs as nobody, where we are root
  std::function<void(pid_t)> while_running = {};  ///< called once it has started
};

/// DIVISI_MODEL is set to a made model unless `environment` says otherwise.
Ran run_divisi(const std::vector<std::string>& arguments, const RunOptions& options = {});

/// A folder of its own for each test, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

  /// Every file in it and below, relative, sorted.
  std::vector<std::string> files() const;

 private:
  std::filesystem::path path_;
};

/// Weights of random numbers, made once for all tests of this process.
const std::filesystem::path& made_model();

/// Writes a few tones as float WAV (or what `name` ends in).
std::filesystem::path write_tones(const std::filesystem::path& path, double duration_s = 2.0,
                                  int rate_hz = 22050, int channel_count = 1);
void write_text(const std::filesystem::path& path, const std::string& text);

std::vector<std::string> lines_of(const std::string& text);

}  // namespace divisi::cli::testing

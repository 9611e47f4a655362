/// The files that stems are written into, block after block: all of them appear, or none.
///
/// Errors    io, naming the file under its final name.
/// Thread    one user.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "audio/stream_writer.h"
#include "core/atomic_folder.h"
#include "divisi/error.h"
#include "separate/stem_splitter.h"

namespace divisi::engine {

struct NamedSound {
  std::string name;
  AudioFormat format;
};

class StemFiles {
 public:
  /// Each file's name is without ending; frame_count is what is expected.
  static Expected<StemFiles> create(const std::filesystem::path& folder,
                                    const std::vector<NamedSound>& sounds, audio::StreamKind kind);

  /// A block has as many stems as there are files, which are encoded on up to `threads` threads.
  Expected<void> write(const separate::StemBlock& block, int threads = 1);

  /// Completes the files and puts them in place.
  Expected<void> commit();

  const std::vector<std::filesystem::path>& paths() const { return paths_; }

  /// Root mean square so far, in dB of full scale; -200 for silence.
  double level_db(std::size_t file) const;

 private:
  explicit StemFiles(core::AtomicFolder folder) : folder_(std::move(folder)) {}

  core::AtomicFolder folder_;
  std::vector<std::filesystem::path> paths_;
  std::vector<std::unique_ptr<audio::StreamWriter>> writers_;
  std::vector<double> squares_;
  double samples_ = 0.0;
};

}  // namespace divisi::engine

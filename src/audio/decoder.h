/// What every way of decoding a file offers to AudioReader: the seam between us and the libraries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "divisi/audio.h"
#include "divisi/error.h"

namespace divisi::audio {

/// One open file, read from its first sample to its last.
/// Thread    one at a time.
class Decoder {
 public:
  virtual ~Decoder() = default;

  virtual AudioFormat format() const = 0;

  /// Whether format().frame_count is a promise; otherwise it is a guess from the file's size.
  virtual bool frame_count_is_exact() const = 0;

  /// Reads the next `frames` into `interleaved`; fewer only at the end. Never throws.
  virtual Expected<std::size_t> decode(float* interleaved, std::size_t frames) = 0;

  /// Goes to a frame, counted from the start. False where that would not be exact to the sample:
  /// then nothing has happened, and the caller decodes up to there.
  virtual bool seek(std::int64_t frame) = 0;

  /// What was wrong without stopping us: sentences without the file's name.
  virtual std::vector<std::string> warnings() const { return {}; }
};

/// Each opens a file that is known to be there, readable and not empty.
/// Errors    unsupported (not its kind of file), corrupt (its kind, but broken), io.
Expected<std::unique_ptr<Decoder>> open_sndfile(const std::filesystem::path& path);
Expected<std::unique_ptr<Decoder>> open_mpg123(const std::filesystem::path& path);
Expected<std::unique_ptr<Decoder>> open_ffmpeg(const std::filesystem::path& path);

/// False in builds without FFmpeg's libraries, where open_ffmpeg() always fails.
bool has_ffmpeg();

}  // namespace divisi::audio

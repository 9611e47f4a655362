/// Sound of 24 bits, written block by block, for what is too long to be held.
///
/// Units     whole samples: 2^23 is full scale.
/// Errors    io (no rights, disk full), naming the file.
/// Thread    one at a time; different writers are independent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "divisi/audio.h"
#include "divisi/error.h"

namespace divisi::audio {

/// WAV beyond 4 GiB becomes RF64, which most programs that read WAV know.
enum class StreamKind { flac, wav };

/// ".flac" or ".wav".
const char* stream_ending(StreamKind kind);

/// Whether the kind can hold so many channels at that rate. Errors: unsupported, naming `name`.
Expected<void> check_stream(StreamKind kind, const AudioFormat& format, const std::string& name);

class StreamWriter {
 public:
  virtual ~StreamWriter() = default;

  /// `shown` is what errors call the file. Requires: check_stream() holds.
  static Expected<std::unique_ptr<StreamWriter>> open(const std::filesystem::path& path,
                                                      const std::filesystem::path& shown,
                                                      StreamKind kind, const AudioFormat& format);

  /// Samples [N, C], interleaved, within 24 bits.
  virtual Expected<void> write(const std::int32_t* interleaved, std::size_t frames) = 0;

  /// Completes the file. Without it, what was written is of no use.
  virtual Expected<void> close() = 0;
};

}  // namespace divisi::audio

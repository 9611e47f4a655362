/// Sound files of any usual kind, read from start to end in blocks of any size.
///
/// WAV, FLAC, Ogg Vorbis, Opus, AIFF, CAF, AU... are decoded by libsndfile; MP3 by libmpg123 (which
/// libsndfile brings with it: its own MP3 path silently cuts variable-rate files without a Xing tag
/// to a guessed length); all else (M4A, video...) by FFmpeg's libraries where they are present.
/// Encoder delay and padding are removed where the file states them, so that times are those of
/// the sound that was encoded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "divisi/audio.h"
#include "divisi/error.h"

namespace divisi::audio {

class Decoder;

/// The stretch to read, in seconds from the start of the file.
struct ReadOptions {
  double start_s = 0.0;
  double end_s = std::numeric_limits<double>::infinity();
};

/// One sound file, open for reading.
///
/// Shapes    samples [N, C], interleaved, nominally in [-1, 1].
/// Errors    not_found; io (no rights, a folder, a device); corrupt (empty, broken, no samples);
///           unsupported (not audio, a rate outside 4000 to 768000 Hz, more than 256 channels);
///           out_of_range (nothing lies between start_s and end_s); invalid_argument (start_s is
///           not before end_s). Each names the file, what was found and what was expected.
/// Thread    one at a time; different readers are independent.
class AudioReader {
 public:
  static Expected<std::unique_ptr<AudioReader>> open(const std::filesystem::path& path,
                                                     const ReadOptions& options = {});
  ~AudioReader();
  AudioReader(const AudioReader&) = delete;
  AudioReader& operator=(const AudioReader&) = delete;

  /// Of the stretch that is read. `frame_count` may be off where the file only allows a guess
  /// (MP3 and video without a table of contents): count what read() gives.
  const AudioFormat& format() const { return format_; }

  /// Puts the next `frames` frames into `interleaved`; fewer only at the end, 0 ever after.
  /// Samples that are no number, infinite or absurd (beyond +-1e6) become 0 and are counted.
  Expected<std::size_t> read(float* interleaved, std::size_t frames);

  /// Samples replaced by 0 so far.
  std::int64_t non_finite_count() const { return non_finite_count_; }

  /// What a person should know about this file (cut off, damaged), one line each, with its name.
  /// Complete once read() has returned less than it was asked for.
  std::vector<std::string> warnings() const;

 private:
  AudioReader(std::filesystem::path path, const ReadOptions& options,
              std::unique_ptr<Decoder> decoder);

  Expected<void> go_to_start();
  Expected<void> skip_by_decoding(std::int64_t frames);
  void replace_non_finite(float* samples, std::size_t count);
  void note_early_end();

  std::filesystem::path path_;
  ReadOptions options_;
  std::unique_ptr<Decoder> decoder_;
  AudioFormat format_;
  std::int64_t frames_left_ = 0;       ///< until end_s
  std::int64_t frames_decoded_ = 0;    ///< from the start of the file
  std::int64_t frames_delivered_ = 0;  ///< from start_s
  std::int64_t non_finite_count_ = 0;
  bool at_end_ = false;
  std::string early_end_;
};

}  // namespace divisi::audio

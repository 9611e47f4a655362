/// A sound file as one channel at one rate: what the engine listens to.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audio/downmix.h"
#include "audio/reader.h"
#include "audio/resampler.h"

namespace divisi::audio {

/// AudioReader, downmix and Resampler in a row; memory does not grow with the file's length.
///
/// Units     sample n lies n / rate_hz seconds after options.start_s.
/// Errors    those of AudioReader; invalid_argument when `rate_hz` is not in 1000 to 768000.
/// Thread    one at a time.
class MonoSource {
 public:
  static Expected<std::unique_ptr<MonoSource>> open(const std::filesystem::path& path, int rate_hz,
                                                    const ReadOptions& options = {});

  /// Replaces `block` by the next samples, some hundred milliseconds of them; empty at the end.
  Expected<void> read(std::vector<float>& block);

  /// From the next read() on, side() has half the difference of left and right. False, and nothing
  /// happens, unless the file has two channels. Requires: nothing has been read.
  bool keep_side();
  /// As many samples as read() gave last; empty without keep_side().
  const std::vector<float>& side() const { return side_block_; }

  int rate_hz() const { return rate_hz_; }

  /// Of the file itself; frame_count is that of the stretch that is read.
  const AudioFormat& file_format() const { return reader_->format(); }

  /// Length of the stretch in seconds as far as it is known beforehand (exact for most kinds, a
  /// guess for some), for showing progress; negative when unknown.
  double expected_duration_s() const;

  /// Seconds of the file read so far.
  double position_s() const;

  std::int64_t non_finite_count() const { return reader_->non_finite_count(); }

  /// AudioReader's warnings, and one when the channels cancel in their mean. Complete at the end.
  std::vector<std::string> warnings() const;

 private:
  MonoSource(std::unique_ptr<AudioReader> reader, std::string name, int rate_hz);
  void read_side(std::size_t count);

  std::unique_ptr<AudioReader> reader_;
  std::string name_;
  int rate_hz_;
  Resampler resampler_;
  CancellationMeter cancellation_;
  std::vector<float> interleaved_;
  std::vector<float> mono_;
  std::optional<Resampler> side_resampler_;
  std::vector<float> side_;
  std::vector<float> side_block_;
  std::int64_t frames_read_ = 0;
  bool at_end_ = false;
};

/// The whole stretch in one piece, for tests and short sounds.
Expected<std::vector<float>> read_all_mono(const std::filesystem::path& path, int rate_hz,
                                           const ReadOptions& options = {});

}  // namespace divisi::audio

#include "audio/reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <utility>

#include "audio/decoder.h"
#include "audio/mpeg_header.h"

namespace divisi::audio {
namespace {

constexpr int kLowestRateHz = 4000;
constexpr int kHighestRateHz = 768000;
constexpr int kMostChannels = 256;
/// Beyond this a sample is garbage, and its square would soon leave the range of a float.
constexpr float kAbsurd = 1e6f;
/// A guessed length is only worth a warning when it is wrong by more than this.
constexpr double kGuessTolerance = 0.1;

Error error_for(const std::filesystem::path& path, ErrorCode code, const std::string& reason) {
  return {code, path.string() + ": " + reason, path.string()};
}

std::string seconds(double value_s) {
  char text[64];
  std::snprintf(text, sizeof(text), "%.2f s", value_s);
  return text;
}

/// Everything that can be said about a path without looking inside.
Expected<void> check_file(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    const bool absent = errno == ENOENT || errno == ENOTDIR;
    return error_for(path, absent ? ErrorCode::not_found : ErrorCode::io,
                     absent ? "no such file" : std::string("cannot read: ") + std::strerror(errno));
  }
  if (S_ISDIR(status.st_mode)) return error_for(path, ErrorCode::io, "a folder, not a sound file");
  if (!S_ISREG(status.st_mode)) return error_for(path, ErrorCode::io, "not a regular file");
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return error_for(path, ErrorCode::io, std::string("cannot read: ") + std::strerror(errno));
  }
  ::close(descriptor);
  if (status.st_size == 0) return error_for(path, ErrorCode::corrupt, "empty file (0 bytes)");
  return {};
}

/// The reason of the decoder that understood most of the file, told once.
Error explain_failure(const std::filesystem::path& path, const Error& first, const Error& second) {
  if (first.code != ErrorCode::unsupported) return error_for(path, first.code, first.message);
  if (second.code != ErrorCode::unsupported) return error_for(path, second.code, second.message);
  const char* hint = has_ffmpeg() ? "" : " (this build reads M4A and video only with FFmpeg)";
  return error_for(path, ErrorCode::unsupported,
                   std::string("not a sound file, or of a kind that is not supported") + hint);
}

Expected<std::unique_ptr<Decoder>> open_decoder(const std::filesystem::path& path) {
  Expected<std::unique_ptr<Decoder>> first =
      starts_like_mpeg_audio(path) ? open_mpg123(path) : open_sndfile(path);
  if (first) return first;
  Expected<std::unique_ptr<Decoder>> second = open_ffmpeg(path);
  if (second) return second;
  return explain_failure(path, first.error(), second.error());
}

Expected<void> check_format(const std::filesystem::path& path, const AudioFormat& format) {
  if (format.channel_count < 1 || format.channel_count > kMostChannels) {
    return error_for(path, ErrorCode::unsupported,
                     std::to_string(format.channel_count) + " channels, expected 1 to " +
                         std::to_string(kMostChannels));
  }
  if (format.sample_rate_hz < kLowestRateHz || format.sample_rate_hz > kHighestRateHz) {
    return error_for(path, ErrorCode::unsupported,
                     "sample rate " + std::to_string(format.sample_rate_hz) + " Hz, expected " +
                         std::to_string(kLowestRateHz) + " to " + std::to_string(kHighestRateHz));
  }
  if (format.frame_count == 0) return error_for(path, ErrorCode::corrupt, "holds no samples");
  return {};
}

/// Where a time falls, saturated far beyond any recording.
std::int64_t frame_at(double time_s, int sample_rate_hz) {
  constexpr double kForever = 4e18;
  return static_cast<std::int64_t>(
      std::min(kForever, std::round(std::max(0.0, time_s) * sample_rate_hz)));
}

}  // namespace

Expected<std::unique_ptr<AudioReader>> AudioReader::open(const std::filesystem::path& path,
                                                         const ReadOptions& options) {
  // Negated, so that NaN is refused as well.
  if (!(options.start_s >= 0.0) || !(options.start_s < options.end_s)) {
    return error_for(path, ErrorCode::invalid_argument,
                     "asked for " + seconds(options.start_s) + " to " + seconds(options.end_s) +
                         ", expected 0 <= start < end");
  }
  if (Expected<void> good = check_file(path); !good) return good.error();
  Expected<std::unique_ptr<Decoder>> decoder = open_decoder(path);
  if (!decoder) return decoder.error();
  if (Expected<void> good = check_format(path, (*decoder)->format()); !good) return good.error();
  std::unique_ptr<AudioReader> reader(new AudioReader(path, options, std::move(*decoder)));
  if (Expected<void> good = reader->go_to_start(); !good) return good.error();
  return reader;
}

AudioReader::AudioReader(std::filesystem::path path, const ReadOptions& options,
                         std::unique_ptr<Decoder> decoder)
    : path_(std::move(path)),
      options_(options),
      decoder_(std::move(decoder)),
      format_(decoder_->format()) {
  const std::int64_t start = frame_at(options_.start_s, format_.sample_rate_hz);
  frames_left_ = frame_at(options_.end_s, format_.sample_rate_hz) - start;
  if (format_.frame_count >= 0) {
    format_.frame_count = std::clamp<std::int64_t>(format_.frame_count - start, 0, frames_left_);
  }
}

AudioReader::~AudioReader() = default;

Expected<void> AudioReader::go_to_start() {
  const std::int64_t start = frame_at(options_.start_s, format_.sample_rate_hz);
  if (frames_left_ <= 0) {
    return error_for(path_, ErrorCode::out_of_range,
                     "no sample lies between start and end, asked for from " +
                         seconds(options_.start_s) + " on");
  }
  if (start == 0) return {};
  const std::int64_t whole = decoder_->format().frame_count;
  if (decoder_->frame_count_is_exact() && whole >= 0 && start >= whole) {
    return error_for(path_, ErrorCode::out_of_range,
                     "asked to start at " + seconds(options_.start_s) + ", but it ends at " +
                         seconds(static_cast<double>(whole) / format_.sample_rate_hz));
  }
  if (decoder_->seek(start)) {
    frames_decoded_ = start;
    return {};
  }
  return skip_by_decoding(start);
}

Expected<void> AudioReader::skip_by_decoding(std::int64_t frames) {
  constexpr std::int64_t kBlock = 8192;
  std::vector<float> dropped(
      static_cast<std::size_t>(kBlock * static_cast<std::int64_t>(format_.channel_count)));
  while (frames_decoded_ < frames) {
    const auto wanted = static_cast<std::size_t>(std::min(kBlock, frames - frames_decoded_));
    const Expected<std::size_t> got = decoder_->decode(dropped.data(), wanted);
    if (!got) return error_for(path_, got.error().code, got.error().message);
    frames_decoded_ += static_cast<std::int64_t>(*got);
    if (*got < wanted) {
      return error_for(path_, ErrorCode::out_of_range,
                       "asked to start at " + seconds(options_.start_s) + ", but it ends at " +
                           seconds(static_cast<double>(frames_decoded_) / format_.sample_rate_hz));
    }
  }
  return {};
}

Expected<std::size_t> AudioReader::read(float* interleaved, std::size_t frames) {
  if (at_end_) return std::size_t{0};
  const auto wanted = static_cast<std::size_t>(
      std::min<std::uint64_t>(frames, static_cast<std::uint64_t>(frames_left_)));
  const Expected<std::size_t> got = decoder_->decode(interleaved, wanted);
  if (!got) return error_for(path_, got.error().code, got.error().message);
  replace_non_finite(interleaved, *got * static_cast<std::size_t>(format_.channel_count));
  frames_left_ -= static_cast<std::int64_t>(*got);
  frames_decoded_ += static_cast<std::int64_t>(*got);
  frames_delivered_ += static_cast<std::int64_t>(*got);
  if (*got < wanted) note_early_end();
  at_end_ = *got < frames;
  if (at_end_ && frames_delivered_ == 0) {
    return error_for(path_, ErrorCode::corrupt, "holds no samples");
  }
  return *got;
}

void AudioReader::replace_non_finite(float* samples, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (!(std::fabs(samples[i]) <= kAbsurd)) {
      samples[i] = 0.0f;
      ++non_finite_count_;
    }
  }
}

/// The decoder has nothing more to give: is that what the file promised?
void AudioReader::note_early_end() {
  const std::int64_t promised = decoder_->format().frame_count;
  const double tolerance = decoder_->frame_count_is_exact() ? 0.0 : kGuessTolerance;
  if (static_cast<double>(frames_decoded_) >= (1.0 - tolerance) * static_cast<double>(promised)) {
    return;
  }
  const double rate = format_.sample_rate_hz;
  early_end_ = "ends after " + seconds(static_cast<double>(frames_decoded_) / rate) +
               ", but promises " + seconds(static_cast<double>(promised) / rate) +
               ": cut off or damaged; read what is there";
}

std::vector<std::string> AudioReader::warnings() const {
  std::vector<std::string> lines;
  for (const std::string& warning : decoder_->warnings()) {
    lines.push_back(path_.string() + ": " + warning);
  }
  if (!early_end_.empty()) lines.push_back(path_.string() + ": " + early_end_);
  if (non_finite_count_ > 0) {
    lines.push_back(
        path_.string() + ": " + std::to_string(non_finite_count_) +
        " samples are not finite or absurdly large (above a million): replaced by silence");
  }
  return lines;
}

}  // namespace divisi::audio

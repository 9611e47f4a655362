// libsndfile (LGPL-2.1).
#include <sndfile.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "audio/stream_writer.h"

namespace divisi::audio {
namespace {

/// FLAC's own limits; libsndfile opens more and then fails.
constexpr int kMostFlacChannels = 8;
constexpr int kHighestFlacRateHz = 655350;
/// What a plain WAV header can count.
constexpr std::int64_t kMostWavBytes = 0xFFFFFFFFLL - 4096;
/// The fastest level takes half the time of the default one and makes files a few percent larger.
constexpr double kFlacCompression = 0.0;

using File = std::unique_ptr<SNDFILE, int (*)(SNDFILE*)>;

Error cannot_write(const std::filesystem::path& shown, const std::string& reason) {
  return {ErrorCode::io, shown.string() + ": cannot write: " + reason, shown.string()};
}

int container_of(StreamKind kind, const AudioFormat& format) {
  if (kind == StreamKind::flac) return SF_FORMAT_FLAC;
  const std::int64_t bytes = format.frame_count * format.channel_count * 3;
  return format.frame_count >= 0 && bytes < kMostWavBytes ? SF_FORMAT_WAV : SF_FORMAT_RF64;
}

class SndfileStream final : public StreamWriter {
 public:
  SndfileStream(File file, std::filesystem::path shown, int channel_count)
      : file_(std::move(file)), shown_(std::move(shown)), channel_count_(channel_count) {}

  Expected<void> write(const std::int32_t* interleaved, std::size_t frames) override {
    const std::size_t count = frames * std::size_t(channel_count_);
    shifted_.resize(count);
    // libsndfile takes the upper bits of 32.
    for (std::size_t i = 0; i < count; ++i) shifted_[i] = interleaved[i] * 256;
    errno = 0;
    const sf_count_t done = sf_writef_int(file_.get(), shifted_.data(), sf_count_t(frames));
    if (done == sf_count_t(frames)) return {};
    return cannot_write(shown_, errno != 0 ? std::strerror(errno) : sf_strerror(file_.get()));
  }

  Expected<void> close() override {
    if (sf_close(file_.release()) == 0) return {};
    return cannot_write(shown_, "closing the file failed");
  }

 private:
  File file_;
  std::filesystem::path shown_;
  int channel_count_;
  std::vector<int> shifted_;
};

}  // namespace

const char* stream_ending(StreamKind kind) { return kind == StreamKind::flac ? ".flac" : ".wav"; }

Expected<void> check_stream(StreamKind kind, const AudioFormat& format, const std::string& name) {
  if (kind == StreamKind::wav) return {};
  if (format.channel_count <= kMostFlacChannels && format.sample_rate_hz <= kHighestFlacRateHz) {
    return {};
  }
  return Error{ErrorCode::unsupported,
               name + ": " + std::to_string(format.channel_count) + " channels at " +
                   std::to_string(format.sample_rate_hz) + " Hz, FLAC holds up to " +
                   std::to_string(kMostFlacChannels) + " at " + std::to_string(kHighestFlacRateHz) +
                   " (WAV holds them)",
               name};
}

Expected<std::unique_ptr<StreamWriter>> StreamWriter::open(const std::filesystem::path& path,
                                                           const std::filesystem::path& shown,
                                                           StreamKind kind,
                                                           const AudioFormat& format) {
  SF_INFO info{};
  info.samplerate = format.sample_rate_hz;
  info.channels = format.channel_count;
  info.format = container_of(kind, format) | SF_FORMAT_PCM_24;
  errno = 0;
  File file(sf_open(path.c_str(), SFM_WRITE, &info), &sf_close);
  if (!file) {
    return cannot_write(shown, errno != 0 ? std::strerror(errno) : sf_strerror(nullptr));
  }
  double level = kFlacCompression;
  if (kind == StreamKind::flac) {
    sf_command(file.get(), SFC_SET_COMPRESSION_LEVEL, &level, sizeof(level));
  } else if ((info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_RF64) {
    sf_command(file.get(), SFC_RF64_AUTO_DOWNGRADE, nullptr, SF_TRUE);
  }
  return std::unique_ptr<StreamWriter>(
      new SndfileStream(std::move(file), shown, format.channel_count));
}

}  // namespace divisi::audio

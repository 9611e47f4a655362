#include "divisi/playback.h"

#include <algorithm>
#include <cmath>

#include "audio/reader.h"
#include "audio/resampler.h"
#include "audio/stream_writer.h"
#include "core/atomic_file.h"
#include "engine/stretch_reader.h"
#include "separate/whole_samples.h"

namespace divisi {
namespace {

constexpr int kHighestRateHz = 48000;
constexpr std::size_t kMostChannels = 2;

/// What comes in, as what goes out: fewer channels, perhaps another rate.
class PlaybackWriter {
 public:
  PlaybackWriter(const AudioFormat& in, std::unique_ptr<audio::StreamWriter> writer)
      : in_channels_(std::size_t(in.channel_count)),
        channels_(std::min(in_channels_, kMostChannels)),
        writer_(std::move(writer)),
        lines_(channels_) {
    const int rate_hz = std::min(in.sample_rate_hz, kHighestRateHz);
    for (std::size_t c = 0; c < channels_; ++c)
      resamplers_.emplace_back(in.sample_rate_hz, rate_hz);
  }

  Expected<void> push(const float* interleaved, std::size_t frames) {
    for (std::size_t c = 0; c < channels_; ++c) {
      line_in_.resize(frames);
      for (std::size_t i = 0; i < frames; ++i) line_in_[i] = interleaved[i * in_channels_ + c];
      resamplers_[c].process(line_in_.data(), frames, lines_[c]);
    }
    return write_lines();
  }

  Expected<void> finish() {
    for (std::size_t c = 0; c < channels_; ++c) resamplers_[c].finish(lines_[c]);
    if (Expected<void> good = write_lines(); !good) return good;
    return writer_->close();
  }

 private:
  Expected<void> write_lines() {
    const std::size_t frames = lines_[0].size();
    whole_.resize(frames * channels_);
    for (std::size_t c = 0; c < channels_; ++c) {
      for (std::size_t i = 0; i < frames; ++i) {
        whole_[i * channels_ + c] = separate::whole_sample(lines_[c][i]);
      }
      lines_[c].clear();
    }
    return writer_->write(whole_.data(), frames);
  }

  std::size_t in_channels_, channels_;
  std::unique_ptr<audio::StreamWriter> writer_;
  std::vector<audio::Resampler> resamplers_;
  std::vector<float> line_in_;
  std::vector<std::vector<float>> lines_;
  std::vector<std::int32_t> whole_;
};

Expected<void> write_to(audio::AudioReader& reader, const std::filesystem::path& temporary,
                        const std::filesystem::path& path, const ProgressFunction& progress) {
  AudioFormat out = reader.format();
  out.sample_rate_hz = std::min(out.sample_rate_hz, kHighestRateHz);
  out.channel_count = std::min(out.channel_count, int(kMostChannels));
  auto stream = audio::StreamWriter::open(temporary, path, audio::StreamKind::flac, out);
  if (!stream) return stream.error();
  PlaybackWriter writer(reader.format(), std::move(*stream));
  const Expected<std::int64_t> read = engine::read_stretch(
      reader, progress,
      [&](const float* samples, std::size_t frames) { return writer.push(samples, frames); });
  if (!read) return read.error();
  return writer.finish();
}

}  // namespace

Expected<AudioFormat> look_at(const std::filesystem::path& recording) {
  const auto reader = audio::AudioReader::open(recording);
  if (!reader) return reader.error();
  return (*reader)->format();
}

Expected<void> write_playback(const std::filesystem::path& recording,
                              const std::filesystem::path& path, const ProgressFunction& progress) {
  const auto reader = audio::AudioReader::open(recording);
  if (!reader) return reader.error();
  return core::write_file_atomically(path, [&](const std::filesystem::path& temporary) {
    return write_to(**reader, temporary, path, progress);
  });
}

Expected<SampleStretch> read_samples(const std::filesystem::path& recording,
                                     std::int64_t first_frame, std::size_t frames) {
  const Expected<AudioFormat> whole = look_at(recording);
  if (!whole) return whole.error();
  if (first_frame < 0)
    return Error{ErrorCode::invalid_argument, "first_frame must be 0 or more", {}};
  SampleStretch stretch{*whole, {}};
  if (whole->frame_count >= 0 && first_frame >= whole->frame_count) return stretch;
  audio::ReadOptions options;
  options.start_s = double(first_frame) / whole->sample_rate_hz;
  const auto reader = audio::AudioReader::open(recording, options);
  if (!reader && reader.error().code == ErrorCode::out_of_range) return stretch;
  if (!reader) return reader.error();
  const auto channels = std::size_t(whole->channel_count);
  std::vector<float> samples(frames * channels);
  const Expected<std::size_t> got = (*reader)->read(samples.data(), frames);
  if (!got) return got.error();
  stretch.samples.resize(*got * channels);
  std::transform(
      samples.begin(), samples.begin() + std::ptrdiff_t(stretch.samples.size()),
      stretch.samples.begin(), [](float sample) {
        return std::int16_t(std::lround(std::clamp(sample * 32768.0f, -32768.0f, 32767.0f)));
      });
  return stretch;
}

}  // namespace divisi

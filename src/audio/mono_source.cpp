#include "audio/mono_source.h"

#include <cstdio>
#include <utility>

namespace divisi::audio {
namespace {

constexpr std::size_t kBlockFrames = 16384;
/// Mean over channels quieter than the channels by this much: they are in opposite phase.
constexpr double kCancelled_db = -20.0;

}  // namespace

Expected<std::unique_ptr<MonoSource>> MonoSource::open(const std::filesystem::path& path,
                                                       int rate_hz, const ReadOptions& options) {
  if (rate_hz < 1000 || rate_hz > 768000) {
    return Error{ErrorCode::invalid_argument,
                 "sample rate " + std::to_string(rate_hz) + " Hz, expected 1000 to 768000",
                 path.string()};
  }
  Expected<std::unique_ptr<AudioReader>> reader = AudioReader::open(path, options);
  if (!reader) return reader.error();
  return std::unique_ptr<MonoSource>(new MonoSource(std::move(*reader), path.string(), rate_hz));
}

MonoSource::MonoSource(std::unique_ptr<AudioReader> reader, std::string name, int rate_hz)
    : reader_(std::move(reader)),
      name_(std::move(name)),
      rate_hz_(rate_hz),
      resampler_(reader_->format().sample_rate_hz, rate_hz),
      interleaved_(kBlockFrames * static_cast<std::size_t>(reader_->format().channel_count)),
      mono_(kBlockFrames) {}

Expected<void> MonoSource::read(std::vector<float>& block) {
  block.clear();
  side_block_.clear();
  const int channels = reader_->format().channel_count;
  while (block.empty() && !at_end_) {
    const Expected<std::size_t> got = reader_->read(interleaved_.data(), kBlockFrames);
    if (!got) return got.error();
    frames_read_ += static_cast<std::int64_t>(*got);
    downmix_to_mono(interleaved_.data(), *got, channels, mono_.data());
    if (channels > 1) cancellation_.add(interleaved_.data(), mono_.data(), *got, channels);
    resampler_.process(mono_.data(), *got, block);
    at_end_ = *got < kBlockFrames;
    if (at_end_) resampler_.finish(block);
    if (side_resampler_) read_side(*got);
  }
  return {};
}

bool MonoSource::keep_side() {
  if (reader_->format().channel_count != 2) return false;
  side_resampler_.emplace(reader_->format().sample_rate_hz, rate_hz_);
  side_.resize(kBlockFrames);
  return true;
}

/// Of the `count` frames that were read just now.
void MonoSource::read_side(std::size_t count) {
  side_of_stereo(interleaved_.data(), count, side_.data());
  side_resampler_->process(side_.data(), count, side_block_);
  if (at_end_) side_resampler_->finish(side_block_);
}

double MonoSource::expected_duration_s() const {
  const AudioFormat& format = reader_->format();
  return format.frame_count < 0 ? -1.0
                                : static_cast<double>(format.frame_count) / format.sample_rate_hz;
}

double MonoSource::position_s() const {
  return static_cast<double>(frames_read_) / reader_->format().sample_rate_hz;
}

std::vector<std::string> MonoSource::warnings() const {
  std::vector<std::string> lines = reader_->warnings();
  if (cancellation_.kept_db() < kCancelled_db) {
    char text[160];
    std::snprintf(text, sizeof(text),
                  ": the channels are in opposite phase: their mean is %.0f dB quieter than they "
                  "are, notes may be missed",
                  -cancellation_.kept_db());
    lines.push_back(name_ + text);
  }
  return lines;
}

Expected<std::vector<float>> read_all_mono(const std::filesystem::path& path, int rate_hz,
                                           const ReadOptions& options) {
  Expected<std::unique_ptr<MonoSource>> source = MonoSource::open(path, rate_hz, options);
  if (!source) return source.error();
  std::vector<float> all;
  std::vector<float> block;
  while (true) {
    if (Expected<void> good = (*source)->read(block); !good) return good.error();
    if (block.empty()) return all;
    all.insert(all.end(), block.begin(), block.end());
  }
}

}  // namespace divisi::audio

#include "engine/listening.h"

#include <algorithm>
#include <cmath>

namespace divisi::engine {
namespace {

constexpr float kSilentPeak = 1e-4f;  // -80 dB
constexpr int kNarrowBandRate_hz =
    16000;  // below this, the partials that tell octaves apart are cut

bool has_notes(const Score& score) {
  return std::any_of(score.parts.begin(), score.parts.end(),
                     [](const Part& part) { return !part.notes.empty(); });
}

}  // namespace

Listening::Listening(audio::MonoSource& source, const std::filesystem::path& recording,
                     const TranscribeOptions& options, const ProgressFunction& progress)
    : source_(source), recording_(recording), options_(options), progress_(progress) {}

Expected<Block> Listening::read() {
  if (const Expected<void> good = tell_progress(false); !good) return good.error();
  Block block;
  if (const Expected<void> good = source_.read(block.samples); !good) return good.error();
  block.side = source_.side();
  sample_count_ += static_cast<std::int64_t>(block.samples.size());
  for (const float sample : block.samples) peak_ = std::max(peak_, std::abs(sample));
  return block;
}

Expected<void> Listening::hear_ahead(double seconds,
                                     const std::function<void(const Block&)>& hear) {
  const auto wanted = static_cast<std::int64_t>(seconds * source_.rate_hz());
  while (sample_count_ < wanted) {
    Expected<Block> block = read();
    if (!block) return block.error();
    if (block->samples.empty()) return {};
    hear(*block);
    ahead_.push_back(std::move(*block));
  }
  return {};
}

Expected<const Block*> Listening::next() {
  if (ahead_.empty()) {
    Expected<Block> block = read();
    if (!block) return block.error();
    block_ = std::move(*block);
  } else {
    if (const Expected<void> good = tell_progress(false); !good) return good.error();
    block_ = std::move(ahead_.front());
    ahead_.pop_front();
  }
  return &block_;
}

Expected<void> Listening::finish() {
  if (sample_count_ == 0) {
    return Error{ErrorCode::corrupt, recording_.string() + ": no samples in it",
                 recording_.string()};
  }
  return tell_progress(true);
}

double Listening::end_s() const {
  return options_.start_s + static_cast<double>(sample_count_) / source_.rate_hz();
}

Expected<void> Listening::tell_progress(bool is_finished) const {
  if (!progress_) return {};
  Progress now;
  // The last frames reach beyond the last sample.
  const double heard_s = static_cast<double>(sample_count_) / source_.rate_hz();
  now.audio_done_s = std::min(decided_s_, heard_s);
  const double expected_s = source_.expected_duration_s();
  now.fraction = expected_s > 0.0 ? std::clamp(decided_s_ / expected_s, 0.0, 1.0) : -1.0;
  if (is_finished) now.fraction = 1.0;
  if (!progress_(now)) return Error{ErrorCode::cancelled, recording_.string() + ": stopped", {}};
  return {};
}

std::vector<std::string> Listening::warnings(const Score& score) const {
  std::vector<std::string> lines = source_.warnings();
  const std::string name = recording_.string();
  const int rate_hz = source_.file_format().sample_rate_hz;
  if (rate_hz < kNarrowBandRate_hz) {
    lines.push_back(name + ": recorded at " + std::to_string(rate_hz) + " Hz, so nothing above " +
                    std::to_string(rate_hz / 2) + " Hz could be heard; expect more mistakes");
  }
  if (peak_ < kSilentPeak) {
    lines.push_back(name + ": silent from start to end");
  } else if (!has_notes(score)) {
    lines.push_back(name + ": no notes found (--threshold 0.3 finds fainter ones)");
  }
  return lines;
}

bool is_stretch(const TranscribeOptions& options) {
  return options.start_s > 0.0 || options.end_s >= 0.0;
}

audio::ReadOptions stretch_of(const TranscribeOptions& options) {
  audio::ReadOptions stretch;
  stretch.start_s = options.start_s;
  if (options.end_s >= 0.0) stretch.end_s = options.end_s;
  return stretch;
}

FrameGrid ruler_from(FrameGrid frames, double start_s) {
  frames.origin_s += start_s;
  return frames;
}

PitchGrid pitches_of(const models::NoteModel& model) {
  PitchGrid pitches;
  pitches.pitch_count = model.spec().pitch_count;
  return pitches;
}

Origin origin_of(const std::filesystem::path& recording, const audio::MonoSource& source,
                 const TranscribeOptions& options) {
  Origin origin;
  origin.recording = recording.filename().string();
  origin.sample_rate_hz = source.file_format().sample_rate_hz;
  origin.channel_count = source.file_format().channel_count;
  origin.start_s = options.start_s;
  return origin;
}

}  // namespace divisi::engine

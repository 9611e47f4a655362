#include "engine/stretch_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace divisi::engine {
namespace {

constexpr std::size_t kBlockFrames = 16384;

Error invalid(const std::string& what) { return {ErrorCode::invalid_argument, what, {}}; }

Expected<void> check_options(const StemOptions& options) {
  if (!(options.start_s >= 0.0) || !std::isfinite(options.start_s)) {
    return invalid("start_s must be 0 or more");
  }
  if (options.end_s >= 0.0 && !(options.end_s > options.start_s)) {
    return invalid("end_s must come after start_s");
  }
  if (options.threads < 0 || options.threads > 1024) return invalid("threads must be 0 to 1024");
  return {};
}

}  // namespace

audio::StreamKind stream_kind(StemFormat format) {
  return format == StemFormat::flac ? audio::StreamKind::flac : audio::StreamKind::wav;
}

Expected<std::unique_ptr<audio::AudioReader>> open_stretch(const std::filesystem::path& recording,
                                                           const StemOptions& options) {
  if (Expected<void> good = check_options(options); !good) return good.error();
  const double end_s =
      options.end_s < 0.0 ? std::numeric_limits<double>::infinity() : options.end_s;
  auto reader = audio::AudioReader::open(recording, {options.start_s, end_s});
  if (!reader) return reader.error();
  const Expected<void> fits =
      audio::check_stream(stream_kind(options.format), (*reader)->format(), recording.string());
  if (!fits) return fits.error();
  return reader;
}

bool may_go_on(const ProgressFunction& progress, const AudioFormat& format, std::int64_t frames) {
  if (!progress) return true;
  const double done_s = double(frames) / format.sample_rate_hz;
  const double fraction =
      format.frame_count <= 0 ? -1.0 : std::min(1.0, double(frames) / double(format.frame_count));
  return progress({fraction, done_s});
}

ProgressFunction half_of(const ProgressFunction& progress, double begin) {
  if (!progress) return {};
  return [&progress, begin](const Progress& whole) {
    const double fraction = whole.fraction < 0.0 ? -1.0 : begin + 0.5 * whole.fraction;
    return progress({fraction, whole.audio_done_s});
  };
}

Expected<std::int64_t> read_stretch(audio::AudioReader& reader, const ProgressFunction& progress,
                                    const TakeSamples& take) {
  const AudioFormat format = reader.format();
  std::vector<float> block(kBlockFrames * std::size_t(format.channel_count));
  std::int64_t frames = 0;
  while (true) {
    if (!may_go_on(progress, format, frames)) return Error{ErrorCode::cancelled, "cancelled", {}};
    const Expected<std::size_t> got = reader.read(block.data(), kBlockFrames);
    if (!got) return got.error();
    frames += std::int64_t(*got);
    if (Expected<void> good = take(block.data(), *got); !good) return good.error();
    if (*got < kBlockFrames) return frames;
  }
}

}  // namespace divisi::engine

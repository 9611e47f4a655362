#include "engine/learned_shares.h"

#include <vector>

#include "engine/stretch_reader.h"
#include "separate/level_meter.h"
#include "separate/spectra_learner.h"

namespace divisi::engine {

Expected<LearnedShares> learn_shares(const std::filesystem::path& recording, const Score& score,
                                     const StemOptions& options, const ProgressFunction& progress) {
  auto reader = open_stretch(recording, options);
  if (!reader) return reader.error();
  const AudioFormat format = (*reader)->format();
  const features::StftSpec spec = separate::learning_stft(format.sample_rate_hz);
  separate::Components components(score.parts, spec, format.sample_rate_hz, score.tuning_hz);
  separate::LevelMeter meter(spec, format.sample_rate_hz, format.channel_count);
  separate::SpectraLearner learner(
      components, {double(spec.hop_samples) / format.sample_rate_hz, options.start_s});
  std::vector<float> levels;
  const auto learn = [&](const float* samples, std::size_t frames) -> Expected<void> {
    meter.push(samples, frames, levels);
    learner.learn(levels);
    return {};
  };
  const Expected<std::int64_t> frames = read_stretch(**reader, progress, learn);
  if (!frames) return frames.error();
  meter.finish(levels);
  std::vector<separate::BandProfile> spectra = learner.finish(levels);
  return LearnedShares{
      std::make_unique<separate::FittedShares>(std::move(components), std::move(spectra)),
      meter.mean_level()};
}

}  // namespace divisi::engine

#include "engine/find_tuning.h"

#include "features/tuning.h"

namespace divisi::engine {

Expected<double> find_tuning(Listening& listening, const TranscribeOptions& options,
                             double sample_rate_hz) {
  if (options.tuning_hz > 0.0) return options.tuning_hz;
  features::TuningEstimator estimator(sample_rate_hz);
  const Expected<void> heard = listening.hear_ahead(
      features::kTuningTold_s,
      [&](const Block& block) { estimator.push(block.samples.data(), block.samples.size()); });
  if (!heard) return heard.error();
  return features::tuning_hz_of(estimator.estimate());
}

}  // namespace divisi::engine

#include "engine/find_tuning.h"

#include <cmath>

#include "features/tuning.h"

namespace divisi::engine {
namespace {

constexpr double kListened_s = 30.0;
constexpr double kLeastHeard_s = 4.0;
constexpr double kLeastAgreement = 0.3;
constexpr double kClose_cents = 5.0;

bool is_worth_it(const features::Tuning& found) {
  return found.heard_s >= kLeastHeard_s && found.agreement >= kLeastAgreement &&
         std::abs(found.cents) >= kClose_cents;
}

}  // namespace

Expected<double> find_tuning(Listening& listening, const TranscribeOptions& options,
                             double sample_rate_hz) {
  if (options.tuning_hz > 0.0) return options.tuning_hz;
  features::TuningEstimator estimator(sample_rate_hz);
  const Expected<void> heard = listening.hear_ahead(kListened_s, [&](const Block& block) {
    estimator.push(block.samples.data(), block.samples.size());
  });
  if (!heard) return heard.error();
  const features::Tuning found = estimator.estimate();
  if (!is_worth_it(found)) return kStandardTuning_hz;
  return kStandardTuning_hz * std::exp2(found.cents / 1200.0);
}

features::FeatureSpec tuned(features::FeatureSpec spec, double tuning_hz) {
  spec.lowest_hz *= tuning_hz / kStandardTuning_hz;
  return spec;
}

}  // namespace divisi::engine

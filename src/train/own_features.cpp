#include "train/own_features.h"

#include <algorithm>

#include "features/feature_parameters.h"
#include "features/tuning.h"

namespace divisi::train {
namespace {

/// A feature of 1.0 (a full-scale sine) is kept as this: steps of about 0.35 dB, far finer than
/// what the augmentation changes.
constexpr float kStepsPerUnit = 200.0f;

/// All but `compute`.
template <class Spec>
ClipFeatures kept_energies(const Spec& spec, const char* file_name, int bin_count) {
  ClipFeatures features;
  features.file_name = file_name;
  features.identity = features::to_text(features::parameters_of(spec));
  features.sample_rate_hz = static_cast<int>(spec.sample_rate_hz);
  features.hop_samples = spec.hop_samples;
  features.bin_count = bin_count;
  features.map_count = spec.map_count();
  features.steps_per_unit = kStepsPerUnit;
  features.energy_scale = spec.log_energy;
  return features;
}

double tuning_hz_of_clip(const features::FeatureSpec& spec, const std::vector<float>& samples) {
  features::TuningEstimator estimator(spec.sample_rate_hz);
  const auto told = static_cast<std::size_t>(features::kTuningTold_s * spec.sample_rate_hz);
  estimator.push(samples.data(), std::min(told, samples.size()));
  return features::tuning_hz_of(estimator.estimate());
}

}  // namespace

ClipFeatures own_features(const features::FeatureSpec& spec) {
  ClipFeatures features = kept_energies(spec, "features.u8", spec.bin_count());
  features.compute = [spec](const std::vector<float>& samples) {
    return features::extract_features(spec, samples.data(), samples.size());
  };
  return features;
}

ClipFeatures tuned_features(const features::FeatureSpec& spec) {
  ClipFeatures features = own_features(spec);
  features.identity += "\nin the tuning of each clip, 1";
  features.compute = [spec](const std::vector<float>& samples) {
    const features::FeatureSpec tuned = spec.in_tuning(tuning_hz_of_clip(spec, samples));
    return features::extract_features(tuned, samples.data(), samples.size());
  };
  return features;
}

ClipFeatures mel_features(const features::MelSpec& spec) {
  ClipFeatures features = kept_energies(spec, "features-mel.u8", spec.band_count);
  features.compute = [spec](const std::vector<float>& samples) {
    return features::extract_mel(spec, samples.data(), samples.size());
  };
  return features;
}

}  // namespace divisi::train

#include "train/own_features.h"

#include "features/feature_parameters.h"

namespace divisi::train {
namespace {

/// A feature of 1.0 (a full-scale sine) is kept as this: steps of about 0.35 dB, far finer than
/// what the augmentation changes.
constexpr float kStepsPerUnit = 200.0f;

}  // namespace

ClipFeatures own_features(const features::FeatureSpec& spec) {
  ClipFeatures features;
  features.file_name = "features.u8";
  features.identity = features::to_text(features::parameters_of(spec));
  features.sample_rate_hz = static_cast<int>(spec.sample_rate_hz);
  features.hop_samples = spec.hop_samples;
  features.bin_count = spec.bin_count();
  features.map_count = spec.map_count();
  features.steps_per_unit = kStepsPerUnit;
  features.energy_scale = spec.log_energy;
  features.compute = [spec](const std::vector<float>& samples) {
    return features::extract_features(spec, samples.data(), samples.size());
  };
  return features;
}

}  // namespace divisi::train

/// The product's features as the trainer keeps them.
#pragma once

#include "features/feature_extractor.h"
#include "features/mel_bands.h"
#include "train/clip_features.h"

namespace divisi::train {

ClipFeatures own_features(const features::FeatureSpec& spec);

/// The same as the product hears them: each clip in its own tuning (features/tuning.h).
ClipFeatures tuned_features(const features::FeatureSpec& spec);

/// What the drum network hears; it knows of no tuning.
ClipFeatures mel_features(const features::MelSpec& spec);

}  // namespace divisi::train

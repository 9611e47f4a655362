/// The product's features as the trainer keeps them.
#pragma once

#include "features/feature_extractor.h"
#include "train/clip_features.h"

namespace divisi::train {

ClipFeatures own_features(const features::FeatureSpec& spec);

}  // namespace divisi::train

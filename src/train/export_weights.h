/// From a trained network to the file that the product runs.
#pragma once

#include <filesystem>

#include "divisi/error.h"
#include "features/feature_extractor.h"
#include "train/recipe.h"
#include "train/torch_net.h"

namespace divisi::train {

/// Weights as f16, biases and batch statistics as f32, and the sizes of network and features.
Expected<void> export_note_weights(const std::filesystem::path& path, TorchNet& net, const Recipe& recipe,
                                   const features::FeatureSpec& spec, const std::string& commit);

}  // namespace divisi::train

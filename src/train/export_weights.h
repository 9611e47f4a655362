/// From a trained network to the file that the product runs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "nn/weights_file.h"
#include "train/architecture.h"
#include "train/recipe.h"
#include "train/torch_net.h"

namespace divisi::train {

/// One tensor of a network as files call it; shares its memory.
struct NamedTensor {
  std::string name;
  torch::Tensor tensor;
  nn::WeightType type = nn::WeightType::f32;
};

/// All that `layers` have, weights to be kept as f16, the rest as f32.
std::vector<NamedTensor> named_tensors(TorchNet& net, const models::NetLayers& layers);

/// The tensors of `layers`, weights as f16, the rest as f32. `kept` holds their values.
void append_tensors(TorchNet& net, const models::NetLayers& layers,
                    std::vector<torch::Tensor>& kept, std::vector<nn::TensorToWrite>& tensors);

/// What a file says of itself; hyper-parameters are the caller's.
nn::WeightsInfo weights_info(const std::string& name, const std::string& model,
                             const std::string& recipe_json, const std::string& commit);

/// Weights as f16, biases and batch statistics as f32, and the sizes of network and features.
/// Errors    io; invalid_argument when a number is not finite.
Expected<void> export_weights(const std::filesystem::path& path, TorchNet& net,
                              const Architecture& architecture, const Recipe& recipe,
                              const std::string& commit);

}  // namespace divisi::train

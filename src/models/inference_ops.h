/// Runs an architecture of this folder on the product's kernels.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "models/conv_layer.h"
#include "models/published_backbone.h"
#include "nn/weights_file.h"

namespace divisi::models {

/// Layers by name, batch norms folded into weights and biases.
using LayerWeights = std::map<std::string, nn::TapConv>;

/// Reads all of an architecture's layers.
/// Errors    corrupt, naming the tensor, expected and found shape.
Expected<LayerWeights> take_layers(nn::WeightsFile& file, const std::vector<ConvLayer>& layers);

/// The same, of a file that must hold nothing else.
Expected<LayerWeights> load_layers(nn::WeightsFile& file, const std::vector<ConvLayer>& layers);

/// Maps that are used again from one run to the next, so that in steady state nothing is allocated.
/// Thread    one for each thread.
class Workspace {
 public:
  /// A map nobody uses at present; free again when its last owner lets it go.
  std::shared_ptr<nn::Map> take();

 private:
  std::vector<std::shared_ptr<nn::Map>> maps_;
};

class InferenceOps {
 public:
  using Tensor = std::shared_ptr<const nn::Map>;

  InferenceOps(const LayerWeights& weights, Workspace& workspace)
      : weights_(weights), workspace_(workspace) {}

  Tensor conv(const ConvLayer& layer, const Tensor& input, const Tensor& residual = nullptr);

  // What only the published network needs.
  Tensor stack(const StackLayer& layer, const Tensor& input);
  Tensor sigmoid(const Tensor& input);
  Tensor concat(const Tensor& first, const Tensor& second);

  // What only the memory needs (nn/attention.h).
  Tensor normalise(const Tensor& input);
  Tensor unit_length(const Tensor& input);
  Tensor attend(const Tensor& query, const Tensor& key, const Tensor& value, const Tensor& bias);
  // What only the instrument network needs.
  Tensor pool_positions(const Tensor& input, const Tensor& patches, int sounding);
  // And only slots of notes.
  Tensor agree(const Tensor& vectors, const Tensor& bias);

 private:
  const LayerWeights& weights_;
  Workspace& workspace_;
};

}  // namespace divisi::models

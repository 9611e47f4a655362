/// The published network with its weights, on the product's kernels.
///
/// It is an experiment: its input is normalised by a statistic of the whole clip
/// (features/energy_norm.h), so it cannot listen to a stream, and the engine does not run it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "divisi/grid.h"
#include "models/inference_ops.h"
#include "models/published_backbone.h"
#include "nn/weights_file.h"

namespace divisi::models {

/// The network's one choice as a named number, for the weights file.
std::map<std::string, std::vector<double>> published_parameters(bool published_quirks);

/// Probabilities [T, 84].
struct PublishedProbabilities {
  Map2d onset;
  Map2d frame;
};

/// Shapes    energy [T, 288, 1] -> PublishedProbabilities.
/// Thread    immutable after load(): run() may be called from many threads, each with a Workspace.
class PublishedModel {
 public:
  /// Errors    unsupported (weights of another architecture), corrupt (naming what does not fit).
  static Expected<PublishedModel> load(nn::WeightsFile& file);

  void run(const nn::Map& energy, PublishedProbabilities& out, Workspace& workspace) const;

 private:
  PublishedModel(bool published_quirks, LayerWeights weights)
      : net_(published_quirks), weights_(std::move(weights)) {}

  PublishedBackbone net_;
  LayerWeights weights_;
};

}  // namespace divisi::models

/// A training run's whole state on disk, so that it goes on after a kill as if nothing had happened.
///
/// Batches depend on the step alone (train/batch.h), so weights, their moving average, the
/// optimizer's moments and the step number are the state.
#pragma once

#include <filesystem>
#include <string>

#include <torch/torch.h>

#include "divisi/error.h"
#include "train/torch_net.h"

namespace divisi::train {

/// Weights that follow the trained ones slowly; batch statistics are copied as they are.
/// Source    Polyak and Juditsky 1992, as an exponential average.
class WeightAverage {
 public:
  WeightAverage(const std::vector<models::ConvLayer>& layers, const TorchNet& net);

  void follow(TorchNet& net, double decay);
  TorchNet& net() { return average_; }

 private:
  TorchNet average_;
};

struct RunState {
  TorchNet net;
  WeightAverage average;
  torch::optim::AdamW optimizer;
  int step = 0;  ///< steps done
};

/// Written whole or not at all. `recipe_json` is kept and compared on resuming.
Expected<void> save_checkpoint(const std::filesystem::path& path, RunState& state,
                               const std::string& recipe_json);

/// Errors    not_found, corrupt; invalid_argument when the network of the recipe is another one.
Expected<void> load_checkpoint(const std::filesystem::path& path, RunState& state);

}  // namespace divisi::train

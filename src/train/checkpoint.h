/// A training run's whole state on disk, so that it goes on after a kill as if nothing had
/// happened.
///
/// Batches depend on the step alone (train/batch.h), so weights, their moving average, the
/// optimizer's moments, the monitor and the step number are the state.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include <torch/torch.h>

#include "divisi/error.h"
#include "train/monitor.h"
#include "train/torch_net.h"

namespace divisi::train {

/// Weights that follow the trained ones slowly; batch statistics are copied as they are.
/// Source    Polyak and Juditsky 1992, as an exponential average.
class WeightAverage {
 public:
  WeightAverage(const models::NetLayers& layers, const TorchNet& net);

  void follow(TorchNet& net, double decay);
  TorchNet& net() { return average_; }

 private:
  TorchNet average_;
};

/// The decay at a step: a short memory at first, for an average over the random start would be
/// worse than none.
double warm_decay(double decay, int step);

void set_learning_rate(torch::optim::AdamW& optimizer, double rate);

struct RunState {
  TorchNet net;
  WeightAverage average;
  torch::optim::AdamW optimizer;
  Monitor monitor;
  int step = 0;             ///< steps done
  std::string recipe_json;  ///< with which they were done
};

/// What a run begins with.
struct RunStart {
  std::uint64_t seed = 1;
  models::NetLayers layers;
  TorchNetOptions options;
  std::function<void(TorchNet&)> prepare = {};  ///< of the fresh weights
  double learning_rate = 1e-3;
  double weight_decay = 0.01;
  std::string recipe_json;
};
RunState begin_run(const RunStart& start, torch::Device device = torch::kCPU);

/// Takes up `run_directory`'s checkpoint, and says so, if there is one.
/// Errors    those of load_checkpoint().
Expected<void> resume_run(const std::filesystem::path& run_directory, RunState& state,
                          torch::Device device, const std::function<void(const std::string&)>& log);

/// Written whole or not at all. Errors: io.
Expected<void> save_checkpoint(const std::filesystem::path& path, RunState& state);

/// Fills `state`, whose network must be of the checkpoint's architecture and sizes.
/// Errors    not_found, corrupt (naming the file): cut short, of another network, no checkpoint.
///           `state` is not to be used after an error.
Expected<void> load_checkpoint(const std::filesystem::path& path, RunState& state,
                               torch::Device device);

}  // namespace divisi::train

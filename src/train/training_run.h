/// The steps of a training run, one after the other, whatever the network.
///
/// Thread    one thread calls; steps use several of their own.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/rng.h"
#include "train/architecture.h"
#include "train/batch.h"
#include "train/checkpoint.h"
#include "train/clip_set.h"
#include "train/recipe.h"
#include "train/trainer.h"
#include "train/training_log.h"

namespace divisi::train {

using LogLine = std::function<void(const std::string&)>;

class TrainingRun {
 public:
  TrainingRun(const Recipe& recipe, const TrainOptions& options, ClipSet train, ClipSet validation,
              LogLine log);

  /// Takes up the run directory's checkpoint, if there is one.
  Expected<void> resume();
  /// To the last step, or until the monitor says stop.
  Expected<void> run();

 private:
  RunState new_state();
  double train_step();
  double run_shard(TorchNet& copy, const std::vector<Segment>& segments, core::Rng rng);
  void set_learning_rate();
  Expected<void> validate_now(TrainingLog& curves);
  Expected<void> export_to(const char* file_name);
  Expected<void> save();

  Recipe recipe_;
  TrainOptions options_;
  ClipSet train_;
  ClipSet validation_;
  LogLine log_;
  torch::Device device_;
  int threads_;
  std::unique_ptr<Architecture> architecture_;
  RunState state_;
  std::vector<TorchNet> shards_;
};

}  // namespace divisi::train

/// The steps of a training run, one after the other, whatever the network.
///
/// Thread    one thread calls; steps use several of their own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/rng.h"
#include "train/architecture.h"
#include "train/batch.h"
#include "train/checkpoint.h"
#include "train/clip_set.h"
#include "train/recipe.h"
#include "train/step_loop.h"
#include "train/trainer.h"
#include "train/training_log.h"

namespace divisi::train {

class TrainingRun final : SteppedRun {
 public:
  TrainingRun(const Recipe& recipe, const TrainOptions& options, ClipSet train, ClipSet validation,
              LogLine log);

  /// Takes up the run directory's checkpoint, if there is one.
  Expected<void> resume();
  /// To the last step, or until the monitor says stop.
  Expected<void> run();

 private:
  RunState new_state();
  int steps_done() const override { return state_.step; }
  double step() override;
  Expected<void> validate(TrainingLog& curves) override;
  Expected<void> save() override;
  bool should_stop() const override { return state_.monitor.should_stop(recipe_); }
  double run_shard(TorchNet& copy, const std::vector<Segment>& segments, core::Rng rng);
  void set_learning_rate();
  Expected<void> export_to(const char* file_name);

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

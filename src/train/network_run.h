/// A run of one network over the steps of a schedule: what runs that draw their own batches have in
/// common.
///
/// Weights are written with each checkpoint, and apart (weights_best.dvw) when validation was the
/// best so far.
///
/// Errors    those of run_steps(), of checkpoints and of weights.
/// Throws    c10::Error as libtorch does.
/// Thread    one thread calls; steps may use several of their own.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "train/checkpoint.h"
#include "train/step_schedule.h"
#include "train/trainer.h"

namespace divisi::train {

/// What is trained, and how.
struct NetworkTask {
  std::string name;   ///< of the weights
  std::string model;  ///< of the architecture
  StepSchedule schedule;
  double gradient_norm = 0.0;           ///< gradients longer than this are shortened; 0: never
  std::vector<std::string> loss_names;  ///< of log.csv
  models::NetLayers shipped;            ///< layers that files of weights hold
};

/// Of a recipe with name, model, seed, schedule, gradient_norm, and a recipe_to_json() of its own.
template <class Recipe>
NetworkTask task_of(const Recipe& recipe, std::vector<std::string> loss_names,
                    models::NetLayers shipped) {
  return {.name = recipe.name,
          .model = recipe.model,
          .schedule = recipe.schedule,
          .gradient_norm = recipe.gradient_norm,
          .loss_names = std::move(loss_names),
          .shipped = std::move(shipped)};
}
template <class Recipe>
RunStart start_of(const Recipe& recipe, models::NetLayers layers, const TorchNetOptions& options) {
  RunStart start;
  start.seed = recipe.seed;
  start.layers = std::move(layers);
  start.options = options;
  start.recipe_json = recipe_to_json(recipe);
  return start;
}

class NetworkRun : SteppedRun {
 public:
  /// Going on from the run folder's checkpoint, or beginning with the options' weights.
  Expected<void> run(const LogLine& log);

 protected:
  /// `options` must outlive this. Learning rate and weight decay of `start` are the schedule's.
  NetworkRun(NetworkTask task, const TrainOptions& options, RunStart start);

  /// Of the batch of step `state().step`, which must depend on nothing else.
  virtual torch::Tensor loss() = 0;
  virtual ValidationResult validation() = 0;
  /// The network's sizes, and whatever else its file of weights says in numbers.
  virtual std::map<std::string, std::vector<double>> parameters() const = 0;
  /// Before the first step of a run that goes on.
  virtual void go_on() {}

  RunState& state() { return state_; }
  TorchNet& average() { return state_.average.net(); }
  torch::Device device() const { return device_; }

 private:
  int steps_done() const override { return state_.step; }
  double step() override;
  Expected<void> validate(TrainingLog& curves) override;
  Expected<void> save() override;
  Expected<void> export_to(const char* file_name);

  NetworkTask task_;
  const TrainOptions& options_;
  torch::Device device_;
  RunState state_;
  std::string recipe_json_;
};

}  // namespace divisi::train

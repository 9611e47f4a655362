#include "train/network_run.h"

#include <utility>

#include "train/export_weights.h"
#include "train/import_weights.h"

namespace divisi::train {
namespace {

torch::Device device_of(const TrainOptions& options) {
  return options.use_cuda ? torch::kCUDA : torch::kCPU;
}

RunStart with_schedule(RunStart start, const StepSchedule& schedule) {
  start.learning_rate = schedule.learning_rate;
  start.weight_decay = schedule.weight_decay;
  return start;
}

}  // namespace

NetworkRun::NetworkRun(NetworkTask task, const TrainOptions& options, RunStart start)
    : task_(std::move(task)),
      options_(options),
      device_(device_of(options)),
      state_(begin_run(with_schedule(start, task_.schedule), device_)),
      recipe_json_(std::move(start.recipe_json)) {}

Expected<void> NetworkRun::run(const LogLine& log) {
  auto taken_up = resume_or_begin({options_.run_directory, options_.begin_with, task_.shipped},
                                  state_, device_, log);
  if (!taken_up) return taken_up;
  if (state_.step > 0) go_on();
  return run_schedule(*this, state_,
                      {.schedule = task_.schedule,
                       .run_directory = options_.run_directory,
                       .loss_names = task_.loss_names,
                       .may_go_on = options_.may_go_on},
                      log);
}

double NetworkRun::step() {
  begin_step(task_.schedule, state_);
  state_.net->train();
  const torch::Tensor of_batch = loss();
  of_batch.backward();
  end_step(task_.schedule, task_.gradient_norm, state_);
  return of_batch.item<double>();
}

Expected<void> NetworkRun::validate(TrainingLog& curves) {
  average()->eval();
  const ValidationResult result = validation();
  curves.add_validation(state_.step, result);
  if (!state_.monitor.validated(result.score, {})) return {};
  return export_to("weights_best.dvw");
}

Expected<void> NetworkRun::export_to(const char* file_name) {
  nn::WeightsInfo info = weights_info(task_.name, task_.model, recipe_json_, options_.commit);
  info.hyper_parameters = parameters();
  std::vector<torch::Tensor> kept;
  std::vector<nn::TensorToWrite> tensors;
  append_tensors(average(), task_.shipped, kept, tensors);
  return nn::write_weights_file(options_.run_directory / file_name, info, tensors);
}

Expected<void> NetworkRun::save() {
  if (auto exported = export_to("weights.dvw"); !exported) return exported;
  return save_checkpoint(options_.run_directory / "checkpoint.pt", state_);
}

}  // namespace divisi::train

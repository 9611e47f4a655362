#include "train/training_run.h"

#include <numeric>
#include <utility>

#include "core/parallel.h"
#include "train/export_weights.h"
#include "train/import_weights.h"
#include "train/schedule.h"

namespace divisi::train {

TrainingRun::TrainingRun(const Recipe& recipe, const TrainOptions& options, ClipSet train,
                         ClipSet validation, LogLine log)
    : recipe_(recipe),
      options_(options),
      train_(std::move(train)),
      validation_(std::move(validation)),
      log_(std::move(log)),
      device_(options.use_cuda ? torch::kCUDA : torch::kCPU),
      threads_(options.threads > 0 ? options.threads : core::available_threads()),
      architecture_(make_architecture(recipe)),
      state_(new_state()) {
  for (int s = 0; s < recipe.batch_shards; ++s) {
    shards_.emplace_back(architecture_->layers(), architecture_->net_options());
    shards_.back()->to(device_);
  }
}

RunState TrainingRun::new_state() {
  return begin_run({.seed = recipe_.seed,
                    .layers = architecture_->layers(),
                    .options = architecture_->net_options(),
                    .prepare = [this](TorchNet& net) { architecture_->prepare(net); },
                    .learning_rate = recipe_.learning_rate,
                    .weight_decay = recipe_.weight_decay,
                    .recipe_json = recipe_to_json(recipe_)},
                   device_);
}

Expected<void> TrainingRun::resume() {
  auto taken_up =
      resume_or_begin({options_.run_directory, options_.begin_with, architecture_->layers()},
                      state_, device_, log_);
  if (!taken_up) return taken_up;
  const std::string recipe_json = recipe_to_json(recipe_);
  if (state_.recipe_json != recipe_json) log_("  with another recipe than before");
  state_.recipe_json = recipe_json;
  return {};
}

Expected<void> TrainingRun::run() {
  TrainingLog curves(options_.run_directory, architecture_->loss_names(), state_.step,
                     recipe_.steps);
  const StepLoop loop{.steps = recipe_.steps,
                      .validate_every_steps = recipe_.validate_every_steps,
                      .checkpoint_every_s = recipe_.checkpoint_every_s,
                      .may_go_on = options_.may_go_on};
  return run_steps(*this, loop, curves, log_);
}

/// One shard of a step's batch through a copy of the network, up to its gradients.
double TrainingRun::run_shard(TorchNet& copy, const std::vector<Segment>& segments, core::Rng rng) {
  // Of this thread: several shards are the parallelism. A single one has all threads to itself.
  if (!options_.use_cuda) torch::set_num_threads(shards_.size() > 1 ? 1 : threads_);
  const Batch batch = make_batch(train_, segments, *architecture_, recipe_, &rng);
  copy->train();
  copy->zero_grad();
  const Outputs outputs = architecture_->forward(copy, batch.features.to(device_));
  const Loss loss = architecture_->loss(inner_frames(outputs, recipe_),
                                        inner_frames(to_device(batch.targets, device_), recipe_));
  loss.total.backward();
  return loss.total.item<double>();
}

/// Shards are drawn, run and added up in one order: the result does not depend on the threads.
double TrainingRun::step() {
  set_learning_rate();
  core::Rng rng(recipe_.seed, 1000 + static_cast<std::uint64_t>(state_.step));
  const std::vector<Segment> segments = draw_segments(train_, *architecture_, recipe_, rng);
  const std::size_t per_shard = segments.size() / shards_.size();
  std::vector<core::Rng> generators;
  for (std::size_t s = 0; s < shards_.size(); ++s) generators.push_back(rng.split(s));
  std::vector<double> losses(shards_.size());
  for (TorchNet& shard : shards_) copy_network(state_.net, shard);
  core::parallel_for(shards_.size(), options_.use_cuda ? 1 : threads_, [&](std::size_t s) {
    const auto first = segments.begin() + static_cast<long>(s * per_shard);
    losses[s] = run_shard(shards_[s], {first, first + static_cast<long>(per_shard)}, generators[s]);
  });
  average_shards(shards_, state_.net);
  if (recipe_.gradient_norm > 0.0) {
    torch::nn::utils::clip_grad_norm_(state_.net->parameters(), recipe_.gradient_norm);
  }
  state_.optimizer.step();
  architecture_->constrain(state_.net);
  state_.average.follow(state_.net, warm_decay(recipe_.average_decay, state_.step));
  ++state_.step;
  return std::accumulate(losses.begin(), losses.end(), 0.0) / static_cast<double>(losses.size());
}

void TrainingRun::set_learning_rate() {
  const double factor =
      schedule_factor(state_.step, recipe_.steps, recipe_.warmup_steps, recipe_.decay_steps) *
      state_.monitor.rate_factor;
  train::set_learning_rate(state_.optimizer, recipe_.learning_rate * factor);
}

Expected<void> TrainingRun::validate(TrainingLog& curves) {
  torch::set_num_threads(threads_);
  const ValidationResult result =
      train::validate(*architecture_, state_.average.net(), validation_, recipe_, device_);
  curves.add_validation(state_.step, result);
  if (!state_.monitor.validated(result.score, recipe_.plateau)) return {};
  return export_to("weights_best.dvw");
}

Expected<void> TrainingRun::export_to(const char* file_name) {
  return export_weights(options_.run_directory / file_name, state_.average.net(), *architecture_,
                        recipe_, options_.commit);
}

Expected<void> TrainingRun::save() {
  if (auto exported = export_to("weights.dvw"); !exported) return exported;
  return save_checkpoint(options_.run_directory / "checkpoint.pt", state_);
}

}  // namespace divisi::train

#include "train/trainer.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>

#include <malloc.h>

#include "core/parallel.h"
#include "train/batch.h"
#include "train/checkpoint.h"
#include "train/clip_set.h"
#include "train/export_weights.h"
#include "train/note_loss.h"
#include "train/schedule.h"
#include "train/training_log.h"
#include "train/validation.h"

namespace divisi::train {
namespace {

/// Notes are rare: about two of a hundred cells sound.
constexpr double kInitialLogit = -4.0;

/// Steps allocate and free the same few hundred megabytes; handing them back to the system each time
/// costs a third of the run in page faults (measured).
void keep_freed_memory() {
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TOP_PAD, 256 << 20);
}

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Everything a run needs, and the steps it is made of.
class NoteRun {
 public:
  NoteRun(const Recipe& recipe, const TrainOptions& options, ClipSet train, ClipSet validation,
          const std::function<void(const std::string&)>& log)
      : recipe_(recipe),
        options_(options),
        train_(std::move(train)),
        validation_(std::move(validation)),
        log_(log),
        device_(options.use_cuda ? torch::kCUDA : torch::kCPU),
        threads_(options.threads > 0 ? options.threads : core::available_threads()),
        architecture_(recipe.network),
        state_(new_state()) {
    for (int s = 0; s < recipe.batch_shards; ++s) {
      shards_.emplace_back(architecture_.layers());
      shards_.back()->to(device_);
    }
  }

  Expected<void> resume() {
    if (!std::filesystem::exists(checkpoint_path())) return {};
    if (auto loaded = load_checkpoint(checkpoint_path(), state_); !loaded) return loaded;
    log_("resumed after step " + std::to_string(state_.step));
    return {};
  }

  Expected<void> run() {
    TrainingLog curves(options_.run_directory, state_.step);
    double last_checkpoint_s = now_s();
    while (state_.step < recipe_.steps) {
      const double loss = train_step();
      if (!std::isfinite(loss)) {
        return Error{ErrorCode::internal, "the loss is no longer a number at step " + std::to_string(state_.step), {}};
      }
      curves.add_train(state_.step, loss);
      if (state_.step % 20 == 0) log_(curves.line());
      const bool last = state_.step == recipe_.steps;
      if (state_.step % recipe_.validate_every_steps == 0 || last) {
        torch::set_num_threads(threads_);
        curves.add_validation(state_.step, validate(architecture_, state_.average.net(), validation_, recipe_, device_));
        log_(curves.validation_line());
        if (auto saved = save(); !saved) return saved;
        last_checkpoint_s = now_s();
      } else if (now_s() - last_checkpoint_s > recipe_.checkpoint_every_s) {
        if (auto saved = save(); !saved) return saved;
        last_checkpoint_s = now_s();
      }
    }
    return {};
  }

 private:
  RunState new_state() {
    torch::manual_seed(recipe_.seed);
    TorchNet net(architecture_.layers());
    {
      const torch::NoGradGuard no_gradient;
      net->at(architecture_.head.name)->bias.fill_(kInitialLogit);
    }
    net->to(device_);
    WeightAverage average(architecture_.layers(), net);
    average.net()->to(device_);
    torch::optim::AdamW optimizer(net->parameters(), torch::optim::AdamWOptions(recipe_.learning_rate)
                                                         .weight_decay(recipe_.weight_decay));
    return {std::move(net), std::move(average), std::move(optimizer), 0};
  }

  std::filesystem::path checkpoint_path() const { return options_.run_directory / "checkpoint.pt"; }

  /// One shard of a step's batch through a copy of the network, up to its gradients.
  double run_shard(TorchNet& copy, const std::vector<Segment>& segments, core::Rng rng) {
    if (!options_.use_cuda) torch::set_num_threads(1);  // of this thread: the shards are the parallelism
    const Batch batch = make_batch(train_, segments, recipe_, &rng);
    const auto inner = [&](const torch::Tensor& x) {
      return x.slice(1, recipe_.margin_frames, x.size(1) - recipe_.margin_frames);
    };
    copy->train();
    copy->zero_grad();
    TorchOps ops(copy);
    const torch::Tensor logits = models::run_note_net(architecture_, ops, batch.features.to(device_));
    const NoteLoss loss = note_loss(inner(logits), inner(batch.targets.to(device_)), recipe_.loss);
    loss.total.backward();
    return loss.total.item<double>();
  }

  /// Shards are drawn, run and added up in one order: the result does not depend on the threads.
  double train_step() {
    set_learning_rate();
    core::Rng rng(recipe_.seed, 1000 + static_cast<std::uint64_t>(state_.step));
    const std::vector<Segment> segments = draw_segments(train_, recipe_, rng);
    const std::size_t per_shard = segments.size() / shards_.size();
    std::vector<double> losses(shards_.size());
    for (TorchNet& shard : shards_) copy_network(state_.net, shard);
    core::parallel_for(shards_.size(), options_.use_cuda ? 1 : threads_, [&](std::size_t s) {
      const auto first = segments.begin() + static_cast<long>(s * per_shard);
      losses[s] = run_shard(shards_[s], {first, first + static_cast<long>(per_shard)}, rng.split(s));
    });
    average_shards(shards_, state_.net);
    torch::nn::utils::clip_grad_norm_(state_.net->parameters(), recipe_.gradient_norm);
    state_.optimizer.step();
    // A short memory at first: an average over the random start would be worse than none.
    state_.average.follow(state_.net, std::min(recipe_.average_decay, (1.0 + state_.step) / (10.0 + state_.step)));
    ++state_.step;
    return std::accumulate(losses.begin(), losses.end(), 0.0) / static_cast<double>(losses.size());
  }

  void set_learning_rate() {
    const double rate = recipe_.learning_rate * schedule_factor(state_.step, recipe_.steps, recipe_.warmup_steps,
                                                                recipe_.decay_steps);
    for (auto& group : state_.optimizer.param_groups()) {
      static_cast<torch::optim::AdamWOptions&>(group.options()).lr(rate);
    }
  }

  Expected<void> save() {
    if (auto saved = save_checkpoint(checkpoint_path(), state_, recipe_to_json(recipe_)); !saved) return saved;
    return export_note_weights(options_.run_directory / "weights.dw", state_.average.net(), recipe_, train_.spec,
                               options_.commit);
  }

  const Recipe& recipe_;
  const TrainOptions& options_;
  ClipSet train_;
  ClipSet validation_;
  const std::function<void(const std::string&)>& log_;
  torch::Device device_;
  int threads_;
  models::NoteNet architecture_;
  RunState state_;
  std::vector<TorchNet> shards_;
};

Expected<ClipSet> load(const char* what, const std::vector<std::filesystem::path>& directories, int threads,
                       const std::function<void(const std::string&)>& log) {
  Expected<ClipSet> set = load_clips(directories, features::FeatureSpec{}, threads, [&](std::size_t done, std::size_t of) {
    if (done % 200 == 0 || done == of) {
      log(std::string(what) + " clips: " + std::to_string(done) + " of " + std::to_string(of));
    }
  });
  if (set) {
    char line[96];
    std::snprintf(line, sizeof(line), "%s: %zu clips, %.2f hours", what, set->clips.size(), set->duration_s() / 3600.0);
    log(line);
  }
  return set;
}

}  // namespace

Expected<void> train_notes(const Recipe& recipe, const TrainOptions& options,
                           const std::function<void(const std::string&)>& log) {
  keep_freed_memory();
  const int threads = options.threads > 0 ? options.threads : core::available_threads();
  torch::set_num_threads(threads);
  if (options.deterministic) at::globalContext().setDeterministicAlgorithms(true, false);
  std::error_code failure;
  std::filesystem::create_directories(options.run_directory, failure);
  Expected<ClipSet> train = load("training", options.train_directories, threads, log);
  if (!train) return train.error();
  Expected<ClipSet> validation = load("validation", options.validation_directories, threads, log);
  if (!validation) return validation.error();
  NoteRun run(recipe, options, std::move(*train), std::move(*validation), log);
  if (auto resumed = run.resume(); !resumed) return resumed;
  return run.run();
}

}  // namespace divisi::train

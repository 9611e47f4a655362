#include "slots/teacher.h"

#include <algorithm>
#include <utility>

#include "core/atomic_file.h"
#include "core/folder.h"
#include "models/slot_layers.h"
#include "models/slot_net.h"
#include "models/timbre_encoder.h"
#include "slots/piece_clips.h"
#include "slots/teacher_loss.h"
#include "train/checkpoint.h"
#include "train/schedule.h"
#include "train/torch_slot_ops.h"

namespace divisi::slots {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kStepStreams = 1000;
constexpr double kGradientNorm = 5.0;
constexpr const char* kProjection = "projection";

models::NetLayers with_projection(const TeacherRecipe& recipe) {
  models::NetLayers layers = models::TimbreEncoder().layers();
  layers.convs.push_back(
      models::linear_layer(kProjection, 1, models::kSlotTimbreDimensions, recipe.projection));
  return layers;
}

train::TorchNet new_net(const TeacherRecipe& recipe) {
  return train::TorchNet(with_projection(recipe),
                         train::TorchNetOptions{.initial = train::InitialWeights::uniform});
}

/// [N, 128]
torch::Tensor run_encoder(train::TorchNet& net, const torch::Tensor& windows) {
  train::TorchSlotOps ops(net);
  return models::run_timbre_encoder(models::TimbreEncoder(), ops, windows).flatten(1);
}

/// Many windows at once would need as much memory.
torch::Tensor embed_all(train::TorchNet& net, const torch::Tensor& windows) {
  constexpr std::int64_t kAtOnce = 32;
  const torch::NoGradGuard no_gradient;
  net->eval();
  std::vector<torch::Tensor> parts;
  for (const torch::Tensor& some : windows.split(kAtOnce)) parts.push_back(run_encoder(net, some));
  return torch::cat(parts);
}

class TeacherRun final : train::SteppedRun {
 public:
  TeacherRun(const TeacherRecipe& recipe, const TeacherOptions& options,
             std::vector<StemFeatures> train, const std::vector<StemFeatures>& validation,
             train::LogLine log)
      : recipe_(recipe),
        options_(options),
        train_(std::move(train)),
        validation_windows_(even_windows(validation, recipe.validation_windows, recipe)),
        log_(std::move(log)),
        state_(new_state()) {}

  Expected<void> resume() {
    return train::resume_run(options_.run_directory, state_, torch::kCPU, log_);
  }

  Expected<void> run() {
    train::TrainingLog curves(options_.run_directory, {"contrast"}, state_.step, recipe_.steps);
    const train::StepLoop loop{.steps = recipe_.steps,
                               .validate_every_steps = recipe_.validate_every_steps,
                               .checkpoint_every_s = recipe_.checkpoint_every_s,
                               .may_go_on = options_.may_go_on};
    return train::run_steps(*this, loop, curves, log_);
  }

 private:
  train::RunState new_state() const {
    return train::begin_run({.seed = recipe_.seed,
                             .layers = with_projection(recipe_),
                             .options = {.initial = train::InitialWeights::uniform},
                             .learning_rate = recipe_.learning_rate,
                             .weight_decay = recipe_.weight_decay,
                             .recipe_json = recipe_to_json(recipe_)});
  }

  int steps_done() const override { return state_.step; }

  /// Views of some sources, source by source.
  torch::Tensor draw_windows(core::Rng& rng) const {
    std::vector<std::size_t> order(train_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto sources = std::min<std::size_t>(order.size(), std::size_t(recipe_.batch_sources));
    std::vector<torch::Tensor> windows;
    for (std::size_t i = 0; i < sources; ++i) {
      const auto other = static_cast<std::size_t>(
          rng.integer(static_cast<int>(i), static_cast<int>(order.size()) - 1));
      std::swap(order[i], order[other]);
      const StemFeatures& stem = train_[order[i]];
      for (int v = 0; v < recipe_.views; ++v)
        windows.push_back(window_at(stem, rng.pick(stem.starts), recipe_, &rng));
    }
    return torch::stack(windows);
  }

  torch::Tensor loss_of(const torch::Tensor& vectors) {
    const torch::Tensor projected = torch::matmul(vectors, state_.net->at(kProjection)->weight[0]) +
                                    state_.net->at(kProjection)->bias;
    return multi_view_contrast(projected, recipe_.views, recipe_.temperature) +
           recipe_.consistency * source_consistency(vectors, recipe_.views) +
           recipe_.variance * variance_shortfall(vectors) +
           recipe_.covariance * covariance_excess(vectors);
  }

  double step() override {
    const double factor = train::schedule_factor(state_.step, recipe_.steps, 0, recipe_.steps);
    train::set_learning_rate(state_.optimizer, recipe_.learning_rate * factor);
    core::Rng rng(recipe_.seed, kStepStreams + static_cast<std::uint64_t>(state_.step));
    state_.net->train();
    state_.optimizer.zero_grad();
    const torch::Tensor loss = loss_of(run_encoder(state_.net, draw_windows(rng)));
    loss.backward();
    torch::nn::utils::clip_grad_norm_(state_.net->parameters(), kGradientNorm);
    state_.optimizer.step();
    state_.average.follow(state_.net, 0.0);
    ++state_.step;
    return loss.item<double>();
  }

  Expected<void> validate(train::TrainingLog& curves) override {
    const torch::Tensor vectors = embed_all(state_.net, validation_windows_);
    const std::int64_t views = recipe_.validation_windows;
    const double contrast = multi_view_contrast(vectors, views, recipe_.temperature).item<double>();
    const double top_1 = retrieval_accuracy(vectors, views, 1);
    train::ValidationResult result;
    result.loss = contrast;
    result.loss_parts = {contrast};
    result.figures = {{"top_1", top_1}, {"top_5", retrieval_accuracy(vectors, views, 5)}};
    result.score = top_1;
    curves.add_validation(state_.step, result);
    if (!state_.monitor.validated(top_1, {})) return {};
    return core::write_file_atomically(options_.run_directory / "encoder.pt",
                                       [&](const fs::path& temporary) {
                                         torch::save(state_.net, temporary.string());
                                         return Expected<void>();
                                       });
  }

  Expected<void> save() override {
    return train::save_checkpoint(options_.run_directory / "checkpoint.pt", state_);
  }

  bool should_stop() const override {
    return recipe_.stop_after_validations > 0 &&
           state_.monitor.validations_since_best >= recipe_.stop_after_validations;
  }

  TeacherRecipe recipe_;
  TeacherOptions options_;
  std::vector<StemFeatures> train_;
  torch::Tensor validation_windows_;
  train::LogLine log_;
  train::RunState state_;
};

Expected<std::vector<StemFeatures>> stems_of(const std::vector<SlotPiece>& pieces,
                                             const std::string& split, const TeacherRecipe& recipe,
                                             int threads) {
  Expected<std::vector<StemFeatures>> stems = load_stems(pieces_of(pieces, split), recipe, threads);
  if (!stems) return stems;
  std::vector<StemFeatures> some = with_windows(std::move(*stems));
  if (some.size() >= 2) return some;
  return Error{ErrorCode::invalid_argument,
               "split '" + split + "': expected stems of at least two sources, found " +
                   std::to_string(some.size()),
               {}};
}

}  // namespace

torch::Tensor even_windows(const std::vector<StemFeatures>& stems, int count,
                           const TeacherRecipe& recipe) {
  std::vector<torch::Tensor> windows;
  for (const StemFeatures& stem : stems) {
    for (const int start : even_starts(stem, count))
      windows.push_back(window_at(stem, start, recipe, nullptr));
  }
  return torch::stack(windows);
}

Expected<void> train_teacher(const TeacherRecipe& recipe, const std::vector<SlotPiece>& pieces,
                             const TeacherOptions& options, const train::LogLine& log) {
  torch::set_num_threads(options.threads);
  if (auto made = core::make_folder(options.run_directory); !made) return made.error();
  auto train = stems_of(pieces, "train", recipe, options.threads);
  if (!train) return train.error();
  const auto validation = stems_of(pieces, "validation", recipe, options.threads);
  if (!validation) return validation.error();
  log(std::to_string(train->size()) + " sources to train on, " +
      std::to_string(validation->size()) + " to validate on");
  if (auto written = core::write_file_atomically(options.run_directory / "recipe.json",
                                                 recipe_to_json(recipe));
      !written)
    return written;
  TeacherRun run(recipe, options, std::move(*train), *validation, log);
  if (auto resumed = run.resume(); !resumed) return resumed;
  return run.run();
}

Expected<Teacher> Teacher::load(const fs::path& run_directory) {
  Expected<TeacherRecipe> recipe = read_teacher_recipe(run_directory / "recipe.json");
  if (!recipe) return recipe.error();
  train::TorchNet net = new_net(*recipe);
  const fs::path path = run_directory / "encoder.pt";
  try {
    torch::load(net, path.string());
  } catch (const std::exception&) {
    return Error{ErrorCode::corrupt, path.string() + ": expected a timbre encoder's weights",
                 path.string()};
  }
  return Teacher(std::move(*recipe), std::move(net));
}

torch::Tensor Teacher::embed(const torch::Tensor& windows) { return embed_all(net_, windows); }

std::vector<float> Teacher::vector_of(const StemFeatures& stem) {
  std::vector<float> vector(models::kSlotTimbreDimensions, 0.0f);
  if (stem.starts.empty()) return vector;
  const torch::Tensor vectors = embed(even_windows({stem}, recipe_.validation_windows, recipe_));
  const torch::Tensor mean = train::unit_vectors(vectors.mean(0)).contiguous();
  std::copy_n(mean.data_ptr<float>(), vector.size(), vector.begin());
  return vector;
}

}  // namespace divisi::slots

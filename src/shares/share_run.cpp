#include "shares/share_run.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/parallel.h"
#include "core/rng.h"
#include "engine/sha256.h"
#include "engine/weights_source.h"
#include "models/share_model.h"
#include "separate/share_cells.h"
#include "shares/share_loss.h"
#include "shares/share_set.h"
#include "train/network_run.h"

namespace divisi::shares {
namespace {

constexpr std::uint64_t kStepStreams = 1000;

/// The frames [begin, begin + frames) of an example.
ShareExample stretch_of(const ShareExample& example, std::int64_t begin, std::int64_t frames) {
  ShareExample cut = example;
  for (torch::Tensor* tensor :
       {&cut.levels, &cut.weights, &cut.shares, &cut.targets, &cut.energies})
    *tensor = tensor->slice(0, begin, begin + frames);
  return cut;
}

/// What the network sees of an example: [S, T, P, I].
torch::Tensor cells_of(const models::ShareNetSpec& spec, const ShareExample& example,
                       const std::vector<std::int64_t>& sounds, float reference) {
  const torch::Tensor levels = example.levels.to(torch::kFloat).contiguous();
  const torch::Tensor shares = example.shares.to(torch::kFloat).contiguous();
  separate::FittedFrames fitted;
  fitted.frames = static_cast<int>(levels.size(0));
  fitted.sources = static_cast<int>(shares.size(1));
  fitted.levels = levels.data_ptr<float>();
  fitted.shares = shares.data_ptr<float>();
  fitted.reference = reference;
  torch::Tensor cells =
      torch::empty({fitted.sources, fitted.frames, spec.positions(), spec.in_channels()});
  for (int s = 0; s < fitted.sources; ++s) {
    separate::share_cells(fitted, {spec.bands_per_position, spec.sounds}, s,
                          static_cast<int>(sounds[static_cast<std::size_t>(s)]),
                          cells[s].data_ptr<float>());
  }
  return cells;
}

std::vector<std::int64_t> list_of(const torch::Tensor& numbers) {
  return {numbers.data_ptr<std::int64_t>(), numbers.data_ptr<std::int64_t>() + numbers.numel()};
}

class ShareRun final : public train::NetworkRun {
 public:
  ShareRun(const ShareRecipe& recipe, const train::TrainOptions& options,
           const std::vector<ShareExample>& train, const std::vector<ShareExample>& validation,
           int threads)
      : NetworkRun(
            train::task_of(recipe, {"distortion"}, models::ShareNet(recipe.network).all_layers()),
            options, start_of(recipe, models::ShareNet(recipe.network))),
        recipe_(recipe),
        train_(train),
        validation_(validation),
        threads_(threads),
        net_(recipe.network) {}

 private:
  static train::RunStart start_of(const ShareRecipe& recipe, const models::ShareNet& net) {
    train::RunStart start =
        train::start_of(recipe, net.all_layers(), {train::InitialWeights::he_normal, 0.05});
    start.prepare = [out = net.out.name](train::TorchNet& fresh) {
      const torch::NoGradGuard no_gradient;
      fresh->at(out)->weight.zero_();  // so that it begins with the shares as they were fitted
    };
    return start;
  }

  /// What a step learns from.
  struct Batch {
    std::vector<ShareExample> examples;
    std::vector<torch::Tensor> cells;
  };

  /// A function of recipe and step alone: a run that was stopped goes on with the same.
  Batch batch_of_step() {
    Batch batch;
    batch.examples.resize(static_cast<std::size_t>(recipe_.schedule.batch_items));
    batch.cells.resize(batch.examples.size());
    const core::Rng streams(recipe_.seed, kStepStreams + static_cast<std::uint64_t>(state().step));
    core::parallel_for(batch.examples.size(), threads_, [&](std::size_t i) {
      const torch::NoGradGuard no_gradient;
      core::Rng rng = core::Rng(streams).split(i);
      const ShareExample& whole =
          train_[static_cast<std::size_t>(rng.integer(0, static_cast<int>(train_.size()) - 1))];
      const auto spare = static_cast<int>(whole.levels.size(0)) - recipe_.frames;
      batch.examples[i] = stretch_of(whole, rng.integer(0, spare), recipe_.frames);
      std::vector<std::int64_t> sounds = list_of(whole.sounds);
      for (std::int64_t& sound : sounds) {
        if (sound < models::kUnknownSound && rng.chance(recipe_.unknown_sound))
          sound = models::kUnknownSound;
      }
      const double loudness_db = rng.uniform(-recipe_.loudness_db, recipe_.loudness_db);
      batch.cells[i] = cells_of(recipe_.network, batch.examples[i], sounds,
                                static_cast<float>(std::pow(10.0, loudness_db / 20.0)));
    });
    return batch;
  }

  torch::Tensor corrections_of(train::TorchNet& net, const torch::Tensor& cells) {
    train::TorchOps ops(net);
    return models::run_share_net(net_, ops, cells.to(device())).cpu();
  }

  torch::Tensor loss() override {
    const Batch batch = batch_of_step();
    const torch::Tensor corrections = corrections_of(state().net, torch::cat(batch.cells));
    torch::Tensor sum = 0.0 * corrections.sum();  // where nothing sounds there is nothing to learn
    std::int64_t row = 0;
    for (std::size_t i = 0; i < batch.examples.size(); ++i) {
      const ShareExample& example = batch.examples[i];
      const std::int64_t sources = batch.cells[i].size(0);
      const torch::Tensor shares =
          corrected(example.shares.to(torch::kFloat), corrections.slice(0, row, row + sources));
      row += sources;
      const torch::Tensor ratio = distortion_ratio(example, shares);
      if (ratio.defined()) sum = sum - ratio;
    }
    return sum / static_cast<double>(batch.examples.size());
  }

  train::ValidationResult validation() override {
    const torch::NoGradGuard no_gradient;
    double fitted = 0.0, better = 0.0, best = 0.0, count = 0.0;
    for (const ShareExample& example : validation_) {
      const torch::Tensor shares = example.shares.to(torch::kFloat);
      const torch::Tensor before = distortion_ratio(example, shares);
      if (!before.defined()) continue;
      const torch::Tensor corrections = corrections_of(
          average(), cells_of(recipe_.network, example, list_of(example.sounds), 1.0F));
      fitted += before.item<double>();
      better += distortion_ratio(example, corrected(shares, corrections)).item<double>();
      ShareExample perfect = example;
      perfect.groups = torch::arange(example.targets.size(1));
      best += distortion_ratio(perfect, example.targets.to(torch::kFloat)).item<double>();
      count += 1.0;
    }
    count = std::max(1.0, count);
    train::ValidationResult result;
    result.loss = -better / count;
    result.loss_parts = {result.loss};
    result.figures = {
        {"fitted_db", fitted / count}, {"corrected_db", better / count}, {"best_db", best / count}};
    result.score = better / count;
    return result;
  }

  std::map<std::string, std::vector<double>> parameters() const override {
    return models::parameters_of(recipe_.network);
  }

  const ShareRecipe& recipe_;
  const std::vector<ShareExample>& train_;
  const std::vector<ShareExample>& validation_;
  int threads_;
  models::ShareNet net_;
};

/// Of all weights that notes and parts come from.
Expected<std::string> identity_of(const std::filesystem::path& notes_weights,
                                  const std::filesystem::path& timbre_weights) {
  const Expected<engine::WeightsSource> notes = engine::open_weights(notes_weights);
  if (!notes) return notes.error();
  const auto timbre = engine::open_timbre_weights(timbre_weights);
  if (!timbre) return timbre.error();
  return engine::sha256_hex(notes->bytes()) + " " +
         (*timbre ? engine::sha256_hex((*timbre)->bytes()) : "");
}

}  // namespace

Expected<void> train_shares(const ShareRecipe& recipe, const std::filesystem::path& notes_weights,
                            const std::filesystem::path& timbre_weights,
                            const train::TrainOptions& options, const train::LogLine& log) {
  const Expected<int> threads = train::prepare(options);
  if (!threads) return threads.error();
  const Expected<Transcriber> transcriber = Transcriber::create(notes_weights, timbre_weights);
  if (!transcriber) return transcriber.error();
  const Expected<std::string> identity = identity_of(notes_weights, timbre_weights);
  if (!identity) return identity.error();
  const Listener listener{*transcriber, *identity, options.may_go_on};
  const auto train = load_examples(listener, options.train_directories, *threads, log);
  if (!train) return train.error();
  const auto validation = load_examples(listener, options.validation_directories, *threads, log);
  if (!validation) return validation.error();
  return ShareRun(recipe, options, *train, *validation, *threads).run(log);
}

}  // namespace divisi::shares

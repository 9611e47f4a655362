#include "cerberus/training.h"

#include <algorithm>
#include <cstdio>
#include <future>
#include <numeric>
#include <utility>

#include "cerberus/crop_judge.h"
#include "cerberus/objective.h"
#include "core/folder.h"
#include "core/parallel.h"
#include "models/cerberus_model.h"
#include "train/checkpoint.h"
#include "train/export_weights.h"
#include "train/import_weights.h"
#include "train/step_loop.h"

namespace divisi::cerberus {
namespace {

constexpr std::uint64_t kStepStreams = 1000;
constexpr std::size_t kPullCrops = 4;  ///< on which the parts' gradients are compared

class CerberusRun final : train::SteppedRun {
 public:
  CerberusRun(const CerberusRecipe& recipe, const train::TrainOptions& options,
              const CropSet& train, const CropSet& validation, int threads)
      : recipe_(recipe),
        options_(options),
        train_(train),
        validation_(validation),
        threads_(threads),
        device_(options.use_cuda ? torch::kCUDA : torch::kCPU),
        net_(recipe.network),
        shipped_(models::without_clustering(recipe.network)),
        state_(train::begin_run({.seed = recipe.seed,
                                 .layers = net_.layers(),
                                 .options = {.initial = train::InitialWeights::uniform},
                                 .learning_rate = recipe.schedule.learning_rate,
                                 .weight_decay = recipe.schedule.weight_decay,
                                 .recipe_json = recipe_to_json(recipe)},
                                device_)) {}

  Expected<void> run(const train::LogLine& log) {
    auto taken_up = train::resume_or_begin(
        {options_.run_directory, options_.begin_with, models::CerberusNet(shipped_).layers()},
        state_, device_, log);
    if (!taken_up) return taken_up;
    if (state_.step > 0) recall_thresholds();
    return train::run_schedule(*this, state_,
                               {.schedule = recipe_.schedule,
                                .run_directory = options_.run_directory,
                                .loss_names = objective_names(),
                                .may_go_on = options_.may_go_on},
                               log);
  }

 private:
  int steps_done() const override { return state_.step; }

  /// A function of recipe and step alone: a run that was stopped goes on with the same.
  CropBatch batch_of(int step) const {
    core::Rng rng(recipe_.seed, kStepStreams + static_cast<std::uint64_t>(step));
    std::vector<Crop> crops;
    for (int i = 0; i < recipe_.schedule.batch_items; ++i) crops.push_back(rng.pick(train_.crops));
    return make_crop_batch(train_, crops, recipe_.crops, threads_, &rng);
  }

  /// While a GPU works on a batch, the next one is made.
  CropBatch next_batch() {
    if (!options_.use_cuda) return batch_of(state_.step);
    CropBatch batch = coming_.valid() ? coming_.get() : batch_of(state_.step);
    const int next = state_.step + 1;
    coming_ = std::async(std::launch::async, [this, next] { return batch_of(next); });
    return batch;
  }

  double step() override {
    train::begin_step(recipe_.schedule, state_);
    torch::manual_seed((recipe_.seed << 32U) +  // of dropout: a resumed run has the same
                       static_cast<std::uint64_t>(state_.step));
    const CropBatch batch = next_batch().to(device_);
    state_.net->train();
    const train::Loss loss =
        objective(run_cerberus(net_, state_.net, batch.level_db()), batch, recipe_.loss);
    loss.total.backward();
    train::end_step(recipe_.schedule, recipe_.gradient_norm, state_);
    return loss.total.item<double>();
  }

  /// Crops spread evenly over the set.
  std::vector<Crop> validation_crops(std::size_t first, std::size_t last) const {
    const auto count = static_cast<std::size_t>(recipe_.validation_crops);
    std::vector<Crop> crops;
    for (std::size_t i = first; i < std::min(last, count); ++i)
      crops.push_back(validation_.crops[i * validation_.crops.size() / count]);
    return crops;
  }

  Expected<void> validate(train::TrainingLog& curves) override {
    const auto count = static_cast<std::size_t>(recipe_.validation_crops);
    const auto at_once = static_cast<std::size_t>(recipe_.schedule.batch_items);
    train::TorchNet& net = state_.average.net();
    net->eval();
    CropJudge judge(recipe_);
    torch::Tensor parts;
    train::ValidationResult result;
    const auto share = 1.0 / static_cast<double>(count);
    for (std::size_t i = 0; i < count; i += at_once) {
      const torch::NoGradGuard no_gradient;
      const std::vector<Crop> crops = validation_crops(i, i + at_once);
      const CropBatch truth = make_crop_batch(validation_, crops, recipe_.crops, threads_, nullptr);
      const auto said = on_cpu(run_cerberus(net_, net, truth.level_db().to(device_)));
      const train::Loss loss = objective(said, truth, recipe_.loss);
      const double weight = share * static_cast<double>(crops.size());
      result.loss += weight * loss.total.item<double>();
      parts = parts.defined() ? parts + weight * loss.parts : weight * loss.parts;
      judge.add(said, truth, validation_, crops);
    }
    for (std::int64_t i = 0; i < parts.numel(); ++i)
      result.loss_parts.push_back(parts[i].item<double>());
    return report(judge.scores(), std::move(result), curves);
  }

  Expected<void> report(const std::vector<InstrumentScore>& scores, train::ValidationResult result,
                        train::TrainingLog& curves) {
    result.figures = figures_of(scores, recipe_.network);
    result.score = score_of(scores, recipe_.network);
    const std::vector<double> pulled = pulls_now();
    const double together = std::accumulate(pulled.begin(), pulled.end(), 1e-30);
    for (std::size_t i = 0; i < pulled.size(); ++i)
      result.figures.push_back({objective_names()[i] + "_pull", pulled[i] / together});
    curves.add_validation(state_.step, result);
    if (recipe_.network.transcription) {
      thresholds_.clear();
      for (const InstrumentScore& score : scores) thresholds_.push_back(score.threshold);
    }
    if (!state_.monitor.validated(result.score, {})) return {};
    return export_to("weights_best.dvw");
  }

  std::vector<double> pulls_now() {
    const CropBatch truth = make_crop_batch(validation_, validation_crops(0, kPullCrops),
                                            recipe_.crops, threads_, nullptr)
                                .to(device_);
    train::TorchNet& net = state_.average.net();
    return pulls(run_cerberus(net_, net, truth.level_db()), truth, recipe_.loss);
  }

  static models::CerberusOutputs<torch::Tensor> on_cpu(
      const models::CerberusOutputs<torch::Tensor>& said) {
    const auto moved = [](const torch::Tensor& x) { return x.defined() ? x.cpu() : x; };
    return {moved(said.heard), moved(said.masks), moved(said.rolls), moved(said.embeddings)};
  }

  Expected<void> export_to(const char* file_name) {
    nn::WeightsInfo info =
        train::weights_info(recipe_.name, recipe_.model, state_.recipe_json, options_.commit);
    info.hyper_parameters = models::parameters_of(shipped_, thresholds_);
    std::vector<torch::Tensor> kept;
    std::vector<nn::TensorToWrite> tensors;
    train::append_tensors(state_.average.net(), models::CerberusNet(shipped_).layers(), kept,
                          tensors);
    return nn::write_weights_file(options_.run_directory / file_name, info, tensors);
  }

  /// Those that the weights of the last checkpoint have.
  void recall_thresholds() {
    const Expected<nn::WeightsFile> file =
        nn::WeightsFile::read(options_.run_directory / "weights.dvw");
    if (!file) return;
    const auto& parameters = file->info().hyper_parameters;
    const auto found = parameters.find("decode.thresholds");
    if (found != parameters.end()) thresholds_ = found->second;
  }

  Expected<void> save() override {
    if (auto exported = export_to("weights.dvw"); !exported) return exported;
    return train::save_checkpoint(options_.run_directory / "checkpoint.pt", state_);
  }

  const CerberusRecipe& recipe_;
  const train::TrainOptions& options_;
  const CropSet& train_;
  const CropSet& validation_;
  int threads_;
  torch::Device device_;
  models::CerberusNet net_;
  models::CerberusNetSpec shipped_;  ///< of the network in files of weights
  train::RunState state_;
  std::vector<double> thresholds_;  ///< empty before the first validation
  std::future<CropBatch> coming_;   ///< of the next step; last, so that it ends first
};

Expected<CropSet> load(const char* split, const std::vector<std::filesystem::path>& folders,
                       const CerberusRecipe& recipe, int threads, const train::LogLine& log) {
  Expected<CropSet> set = load_crops(folders, split, recipe, threads, log);
  if (set) {
    char line[128];
    std::snprintf(line, sizeof(line), "%s: %zu pieces, %.2f hours, %zu crops", split,
                  set->pieces.size(), set->duration_s() / 3600.0, set->crops.size());
    log(line);
  }
  return set;
}

}  // namespace

Expected<void> train_cerberus(const CerberusRecipe& recipe, const train::TrainOptions& options,
                              const std::function<void(const std::string&)>& log) {
  const Expected<int> threads = train::prepare(options);
  if (!threads) return threads.error();
  const Expected<CropSet> train = load("train", options.train_directories, recipe, *threads, log);
  if (!train) return train.error();
  const Expected<CropSet> validation =
      load("validation", options.validation_directories, recipe, *threads, log);
  if (!validation) return validation.error();
  return CerberusRun(recipe, options, *train, *validation, *threads).run(log);
}

}  // namespace divisi::cerberus

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
#include "train/network_run.h"

namespace divisi::cerberus {
namespace {

constexpr std::uint64_t kStepStreams = 1000;
/// Notes are rare: rolls begin all but empty. From a half, the way there would be learnt by all
/// layers at once, and those of a deep trunk end where they say the same whatever they hear.
constexpr float kInitialRollLogit = -4.0f;
constexpr std::size_t kPullCrops = 4;  ///< on which the parts' gradients are compared

train::RunStart beginning(const CerberusRecipe& recipe) {
  const models::CerberusNet net(recipe.network);
  train::RunStart start = train::start_of(recipe, net.layers(),
                                          {.initial = train::InitialWeights::uniform,
                                           .precision = train::precision_named(recipe.precision)});
  if (!recipe.network.transcription) return start;
  start.prepare = [head = net.transcription.name](train::TorchNet& made) {
    const torch::NoGradGuard no_gradient;
    made->at(head)->bias.fill_(kInitialRollLogit);
  };
  return start;
}

class CerberusRun final : public train::NetworkRun {
 public:
  CerberusRun(const CerberusRecipe& recipe, const train::TrainOptions& options,
              const CropSet& train, const CropSet& validation, int threads)
      : NetworkRun(train::task_of(
                       recipe, objective_names(),
                       models::CerberusNet(models::without_clustering(recipe.network)).layers()),
                   options, beginning(recipe)),
        recipe_(recipe),
        options_(options),
        train_(train),
        validation_(validation),
        threads_(threads),
        net_(recipe.network) {}

 private:
  /// A function of recipe and step alone: a run that was stopped goes on with the same.
  CropBatch batch_of(int step) const {
    core::Rng rng(recipe_.seed, kStepStreams + static_cast<std::uint64_t>(step));
    std::vector<Crop> crops;
    for (int i = 0; i < recipe_.schedule.batch_items; ++i) crops.push_back(rng.pick(train_.crops));
    return make_crop_batch(train_, crops, recipe_.crops, threads_, &rng);
  }

  /// While a GPU works on a batch, the next one is made.
  CropBatch next_batch() {
    if (!options_.use_cuda) return batch_of(state().step);
    CropBatch batch = coming_.valid() ? coming_.get() : batch_of(state().step);
    const int next = state().step + 1;
    coming_ = std::async(std::launch::async, [this, next] { return batch_of(next); });
    return batch;
  }

  torch::Tensor loss() override {
    torch::manual_seed((recipe_.seed << 32U) +  // of dropout: a resumed run has the same
                       static_cast<std::uint64_t>(state().step));
    const CropBatch batch = next_batch().to(device());
    return objective(run_cerberus(net_, state().net, batch.level_db()), batch, recipe_.loss).total;
  }

  /// Crops spread evenly over the set.
  std::vector<Crop> validation_crops(std::size_t first, std::size_t last) const {
    const auto count = static_cast<std::size_t>(recipe_.validation_crops);
    std::vector<Crop> crops;
    for (std::size_t i = first; i < std::min(last, count); ++i)
      crops.push_back(validation_.crops[i * validation_.crops.size() / count]);
    return crops;
  }

  train::ValidationResult validation() override {
    const auto count = static_cast<std::size_t>(recipe_.validation_crops);
    const auto at_once = static_cast<std::size_t>(recipe_.schedule.batch_items);
    CropJudge judge(recipe_);
    torch::Tensor parts;
    train::ValidationResult result;
    const auto share = 1.0 / static_cast<double>(count);
    for (std::size_t i = 0; i < count; i += at_once) {
      const torch::NoGradGuard no_gradient;
      const std::vector<Crop> crops = validation_crops(i, i + at_once);
      const CropBatch truth = make_crop_batch(validation_, crops, recipe_.crops, threads_, nullptr);
      const auto said = on_cpu(run_cerberus(net_, average(), truth.level_db().to(device())));
      const train::Loss loss = objective(said, truth, recipe_.loss);
      const double weight = share * static_cast<double>(crops.size());
      result.loss += weight * loss.total.item<double>();
      parts = parts.defined() ? parts + weight * loss.parts : weight * loss.parts;
      judge.add(said, truth, validation_, crops);
    }
    for (std::int64_t i = 0; i < parts.numel(); ++i)
      result.loss_parts.push_back(parts[i].item<double>());
    return with_scores(judge.scores(), std::move(result));
  }

  train::ValidationResult with_scores(const std::vector<InstrumentScore>& scores,
                                      train::ValidationResult result) {
    result.figures = figures_of(scores, recipe_.network);
    result.score = score_of(scores, recipe_.network);
    const std::vector<double> pulled = pulls_now();
    const double together = std::accumulate(pulled.begin(), pulled.end(), 1e-30);
    for (std::size_t i = 0; i < pulled.size(); ++i)
      result.figures.push_back({objective_names()[i] + "_pull", pulled[i] / together});
    if (recipe_.network.transcription) {
      thresholds_.clear();
      for (const InstrumentScore& score : scores) thresholds_.push_back(score.threshold);
    }
    return result;
  }

  std::vector<double> pulls_now() {
    const CropBatch truth = make_crop_batch(validation_, validation_crops(0, kPullCrops),
                                            recipe_.crops, threads_, nullptr)
                                .to(device());
    return pulls(run_cerberus(net_, average(), truth.level_db()), truth, recipe_.loss);
  }

  static models::CerberusOutputs<torch::Tensor> on_cpu(
      const models::CerberusOutputs<torch::Tensor>& said) {
    const auto moved = [](const torch::Tensor& x) { return x.defined() ? x.cpu() : x; };
    return {moved(said.heard), moved(said.masks), moved(said.rolls), moved(said.embeddings)};
  }

  std::map<std::string, std::vector<double>> parameters() const override {
    return models::parameters_of(models::without_clustering(recipe_.network), thresholds_);
  }

  /// Those that the weights of the last checkpoint have.
  void go_on() override {
    const Expected<nn::WeightsFile> file =
        nn::WeightsFile::read(options_.run_directory / "weights.dvw");
    if (!file) return;
    const auto& parameters = file->info().hyper_parameters;
    const auto found = parameters.find("decode.thresholds");
    if (found != parameters.end()) thresholds_ = found->second;
  }

  const CerberusRecipe& recipe_;
  const train::TrainOptions& options_;
  const CropSet& train_;
  const CropSet& validation_;
  int threads_;
  models::CerberusNet net_;
  std::vector<double> thresholds_;  ///< empty before the first validation
  std::future<CropBatch> coming_;   ///< of the next step; last, so that it ends first
};

/// A network takes over those that it begins with by their places in every head. A run that goes on
/// needs them no more.
Expected<void> check_beginning(const CerberusRecipe& recipe, const train::TrainOptions& options) {
  const std::filesystem::path& weights = options.begin_with;
  std::error_code ignored;
  if (weights.empty() || std::filesystem::exists(options.run_directory / "checkpoint.pt", ignored))
    return {};
  const Expected<nn::WeightsFile> file = nn::WeightsFile::read(weights);
  if (!file) return file.error();
  if (file->info().model != models::kCerberusNetName) return {};  // its layers will be missed
  const Expected<models::CerberusNetSpec> known = models::cerberus_spec_from(*file);
  if (!known) return known.error();
  const std::vector<std::string>& had = known->instruments;
  const std::vector<std::string>& wanted = recipe.network.instruments;
  const auto place = std::mismatch(had.begin(), had.end(), wanted.begin(), wanted.end());
  if (place.first == had.end()) return {};
  return Error{ErrorCode::invalid_argument,
               weights.string() + ": instrument " + std::to_string(place.first - had.begin() + 1) +
                   " is " + *place.first + ", expected " +
                   (place.second == wanted.end() ? "no more" : *place.second) +
                   ": a network begins with its first instruments",
               weights.string()};
}

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
  if (auto fits = check_beginning(recipe, options); !fits) return fits;
  const Expected<CropSet> train = load("train", options.train_directories, recipe, *threads, log);
  if (!train) return train.error();
  const Expected<CropSet> validation =
      load("validation", options.validation_directories, recipe, *threads, log);
  if (!validation) return validation.error();
  return CerberusRun(recipe, options, *train, *validation, *threads).run(log);
}

}  // namespace divisi::cerberus

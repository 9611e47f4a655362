#include "timbre/instrument_run.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "features/feature_parameters.h"
#include "models/instrument_model.h"
#include "nn/ops.h"
#include "parts/families.h"
#include "train/network_run.h"
#include "train/own_features.h"

namespace divisi::timbre {
namespace {

constexpr std::uint64_t kPatchStreams = 1000;
constexpr std::size_t kFewestNotesOfPart = 8;
constexpr std::int64_t kNotesAtOnce = 256;  ///< in validation

class TorchInstrumentOps {
 public:
  using Tensor = torch::Tensor;

  explicit TorchInstrumentOps(train::TorchNet net) : layers_(std::move(net)) {}

  Tensor conv(const models::ConvLayer& layer, const Tensor& input, const Tensor& residual = {}) {
    return layers_.conv(layer, input, residual);
  }
  Tensor pool_positions(const Tensor& input, const Tensor& patches, int sounding) const {
    const Tensor weight = patches.slice(3, sounding, sounding + 1) + nn::kLeastPoolWeight;
    return torch::cat(
        {(input * weight).sum(2, true) / weight.sum(2, true), (input + weight.log()).amax(2, true)},
        3);
  }

 private:
  train::TorchOps layers_;
};

class InstrumentRun final : public train::NetworkRun {
 public:
  InstrumentRun(const InstrumentRecipe& recipe, const train::TrainOptions& options,
                const train::ClipSet& train, const train::ClipSet& validation, int threads)
      : NetworkRun(
            train::task_of(recipe, {"family"}, models::InstrumentNet(recipe.network).all_layers()),
            options,
            train::start_of(recipe, models::InstrumentNet(recipe.network).all_layers(),
                            {train::InitialWeights::he_normal, 0.05})),
        recipe_(recipe),
        train_(train),
        validation_(validation),
        threads_(threads),
        net_(recipe.network) {}

 private:
  /// A function of recipe and step alone: a run that was stopped goes on with the same.
  PatchBatch batch_of_step() {
    core::Rng rng(recipe_.seed, kPatchStreams + static_cast<std::uint64_t>(state().step));
    std::vector<ClipNotes> notes;
    std::vector<core::Rng> streams;
    const int last = static_cast<int>(train_.clips.size()) - 1;
    for (int i = 0; i < recipe_.schedule.batch_items; ++i) {
      const auto clip = static_cast<std::size_t>(rng.integer(0, last));
      notes.push_back(draw_notes(train_, clip, recipe_.patches, rng));
      streams.push_back(rng.split(static_cast<std::uint64_t>(i)));
    }
    return make_patches(train_, notes, recipe_, std::move(streams), threads_);
  }

  torch::Tensor loss() override {
    const PatchBatch batch = batch_of_step();
    return torch::nn::functional::cross_entropy(
        run_instruments(net_, state().net, batch.patches.to(device())), batch.families.to(device()),
        torch::nn::functional::CrossEntropyFuncOptions().label_smoothing(recipe_.label_smoothing));
  }

  /// Log-probabilities of a clip's notes, [N, K].
  torch::Tensor hear(const ClipNotes& notes) {
    const PatchBatch batch = make_patches(validation_, {notes}, recipe_, {}, 1);
    std::vector<torch::Tensor> all;
    for (const torch::Tensor& some : batch.patches.split(kNotesAtOnce)) {
      const torch::Tensor logits = run_instruments(net_, average(), some.to(device()));
      all.push_back(torch::log_softmax(logits, 1).cpu());
    }
    return torch::cat(all);
  }

  train::ValidationResult validation() override {
    const torch::NoGradGuard no_gradient;
    FamilyJudge judge;
    train::ValidationResult result;
    double notes_heard = 0.0;
    for (std::size_t c = 0; c < validation_.clips.size(); ++c) {
      const train::Clip& clip = validation_.clips[c];
      ClipNotes known{c, {}};
      std::vector<int> families, sources;
      for (std::size_t n = 0; n < clip.notes.size(); ++n) {
        if (family_of_note(clip, n) == train::kUnknownFamily) continue;
        known.notes.push_back(n);
        families.push_back(family_of_note(clip, n));
        sources.push_back(clip.note_sources[n]);
      }
      const torch::Tensor heard = hear(known);
      for (std::size_t n = 0; n < families.size(); ++n)
        result.loss -= heard[static_cast<std::int64_t>(n)][families[n]].item<double>();
      notes_heard += static_cast<double>(families.size());
      judge.add(heard, families, sources);
    }
    result.loss /= std::max(1.0, notes_heard);
    result.loss_parts = {result.loss};
    result.figures = judge.figures();
    result.score = result.figures.back().value;
    return result;
  }

  std::map<std::string, std::vector<double>> parameters() const override {
    auto all = models::parameters_of(recipe_.network);
    all.merge(features::parameters_of(features::FeatureSpec{}));
    return all;
  }

  const InstrumentRecipe& recipe_;
  const train::ClipSet& train_;
  const train::ClipSet& validation_;
  int threads_;
  models::InstrumentNet net_;
};

Expected<train::ClipSet> load(const char* what, const std::vector<std::filesystem::path>& folders,
                              const InstrumentRecipe& recipe, const std::filesystem::path& families,
                              int threads, const train::LogLine& log) {
  const train::ClipFeatures features = train::own_features(features::FeatureSpec{});
  if (features.bin_count != recipe.network.bin_count ||
      features.map_count != recipe.network.map_count) {
    return Error{ErrorCode::invalid_argument,
                 "network.bin_count and network.map_count must be " +
                     std::to_string(features.bin_count) + " and " +
                     std::to_string(features.map_count),
                 "network"};
  }
  Expected<train::ClipSet> set = train::load_set(what, folders, features, threads, log);
  if (!set) return set;
  if (auto labelled = label_families(families, *set); !labelled) return labelled.error();
  return set;
}

double mean_share(const std::vector<double>& right, const std::vector<double>& all) {
  double sum = 0.0, count = 0.0;
  for (std::size_t f = 0; f < all.size(); ++f) {
    if (all[f] == 0.0) continue;
    sum += right[f] / all[f];
    count += 1.0;
  }
  return count > 0.0 ? sum / count : 0.0;
}

double share(const std::vector<double>& right, const std::vector<double>& all) {
  const double count = std::accumulate(all.begin(), all.end(), 0.0);
  return count > 0.0 ? std::accumulate(right.begin(), right.end(), 0.0) / count : 0.0;
}

}  // namespace

torch::Tensor run_instruments(const models::InstrumentNet& net, train::TorchNet& weights,
                              const torch::Tensor& patches) {
  TorchInstrumentOps ops(weights);
  return models::run_instrument_net(net, ops, patches.unsqueeze(0)).flatten(0, 2);
}

FamilyJudge::FamilyJudge() {
  for (Tally* tally : {&notes_, &parts_}) {
    tally->right.assign(parts::kFamilyCount, 0.0);
    tally->all.assign(parts::kFamilyCount, 0.0);
  }
}

void FamilyJudge::count(Tally& tally, int truth, std::int64_t said) {
  const auto family = static_cast<std::size_t>(truth);
  tally.all[family] += 1.0;
  if (said == truth) tally.right[family] += 1.0;
}

void FamilyJudge::add(const torch::Tensor& log_probabilities, const std::vector<int>& families,
                      const std::vector<int>& sources) {
  std::map<int, std::vector<std::int64_t>> by_source;
  for (std::size_t n = 0; n < families.size(); ++n) {
    const auto row = static_cast<std::int64_t>(n);
    count(notes_, families[n], log_probabilities[row].argmax().item<std::int64_t>());
    by_source[sources[n]].push_back(row);
  }
  for (const auto& [source, rows] : by_source) {
    if (rows.size() < kFewestNotesOfPart) continue;
    const torch::Tensor mean = log_probabilities.index({torch::tensor(rows)}).mean(0);
    count(parts_, families[static_cast<std::size_t>(rows.front())],
          mean.argmax().item<std::int64_t>());
  }
}

std::vector<train::Figure> FamilyJudge::figures() const {
  return {{"notes", share(notes_.right, notes_.all)},
          {"notes_even", mean_share(notes_.right, notes_.all)},
          {"parts", share(parts_.right, parts_.all)},
          {"parts_even", mean_share(parts_.right, parts_.all)}};
}

Expected<void> train_instruments(const InstrumentRecipe& recipe,
                                 const std::filesystem::path& families,
                                 const train::TrainOptions& options, const train::LogLine& log) {
  const Expected<int> threads = train::prepare(options);
  if (!threads) return threads.error();
  const Expected<train::ClipSet> train =
      load("training", options.train_directories, recipe, families, *threads, log);
  if (!train) return train.error();
  const Expected<train::ClipSet> validation =
      load("validation", options.validation_directories, recipe, families, *threads, log);
  if (!validation) return validation.error();
  return InstrumentRun(recipe, options, *train, *validation, *threads).run(log);
}

}  // namespace divisi::timbre

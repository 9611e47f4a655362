#include "timbre/instrument_run.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "features/feature_parameters.h"
#include "models/instrument_model.h"
#include "nn/ops.h"
#include "parts/families.h"
#include "parts/relation.h"
#include "timbre/note_memory_run.h"
#include "train/network_run.h"
#include "train/own_features.h"

namespace divisi::timbre {
namespace {

constexpr std::uint64_t kPatchStreams = 1000;
constexpr std::size_t kFewestNotesOfPart = 8;
constexpr std::int64_t kNotesAtOnce = 256;  ///< in validation
constexpr std::size_t kNotesPaired = 64;    ///< of a clip, in validation

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

/// Evenly spaced notes of clips with several sources.
class PairJudge {
 public:
  void add(const torch::Tensor& timbre, const std::vector<int>& sources) {
    if (std::set<int>(sources.begin(), sources.end()).size() < 2) return;
    const std::size_t step = (sources.size() + kNotesPaired - 1) / kNotesPaired;
    std::vector<int> some;
    for (std::size_t n = 0; n < sources.size(); n += step) some.push_back(sources[n]);
    const torch::Tensor rows = timbre.slice(0, 0, {}, static_cast<std::int64_t>(step));
    if (some.size() < 2) return;
    sum_ += timbre_loss(rows, {some}).item<double>();
    clips_ += 1.0;
  }
  double loss() const { return sum_ / std::max(1.0, clips_); }

 private:
  double sum_ = 0.0, clips_ = 0.0;
};

class InstrumentRun final : public train::NetworkRun {
 public:
  InstrumentRun(const InstrumentRecipe& recipe, const train::TrainOptions& options,
                const train::ClipSet& train, const train::ClipSet& validation, int threads)
      : NetworkRun(train::task_of(recipe, loss_names(recipe),
                                  models::InstrumentNet(recipe.network).all_layers()),
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
    const std::vector<Scene> scenes =
        draw_scenes(train_, recipe_.schedule.batch_items, recipe_.patches, rng);
    std::vector<core::Rng> streams;
    for (std::size_t i = 0; i < scenes.size(); ++i) streams.push_back(rng.split(i));
    return make_patches(train_, scenes, recipe_, std::move(streams), threads_);
  }

  static std::vector<std::string> loss_names(const InstrumentRecipe& recipe) {
    if (recipe.network.timbre_numbers == 0) return {"family"};
    return {"family", "pairs"};
  }

  torch::Tensor loss() override {
    const PatchBatch batch = batch_of_step();
    const auto heard = run_instruments(net_, state().net, batch.patches.to(device()));
    torch::Tensor loss = torch::nn::functional::cross_entropy(
        heard.families, batch.families.to(device()),
        torch::nn::functional::CrossEntropyFuncOptions().label_smoothing(recipe_.label_smoothing));
    if (heard.timbre.defined())
      loss =
          loss + recipe_.pair_weight * timbre_loss(heard.timbre.cpu(), batch.sources).to(device());
    return loss;
  }

  /// Log-probabilities of a clip's notes, [N, K], and what tells their players apart.
  models::InstrumentAnswers<torch::Tensor> hear(const ClipNotes& notes) {
    const PatchBatch batch = make_patches(validation_, {Scene{notes}}, recipe_, {}, 1);
    std::vector<torch::Tensor> families, timbre;
    for (const torch::Tensor& some : batch.patches.split(kNotesAtOnce)) {
      const auto heard = run_instruments(net_, average(), some.to(device()));
      families.push_back(torch::log_softmax(heard.families, 1).cpu());
      if (heard.timbre.defined()) timbre.push_back(heard.timbre.cpu());
    }
    return {torch::cat(families), timbre.empty() ? torch::Tensor() : torch::cat(timbre)};
  }

  train::ValidationResult validation() override {
    const torch::NoGradGuard no_gradient;
    FamilyJudge judge;
    PairJudge pairs;
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
      const auto heard = hear(known);
      for (std::size_t n = 0; n < families.size(); ++n)
        result.loss -= heard.families[static_cast<std::int64_t>(n)][families[n]].item<double>();
      notes_heard += static_cast<double>(families.size());
      judge.add(heard.families, families, sources);
      if (heard.timbre.defined()) pairs.add(heard.timbre, sources);
    }
    result.loss /= std::max(1.0, notes_heard);
    result.loss_parts = {result.loss};
    result.figures = judge.figures();
    result.score = result.figures.back().value;
    if (recipe_.network.timbre_numbers > 0) {
      result.loss_parts.push_back(pairs.loss());
      result.loss += recipe_.pair_weight * pairs.loss();
    }
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
  const train::ClipFeatures features = train::tuned_features(features::FeatureSpec{});
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

models::InstrumentAnswers<torch::Tensor> run_instruments(const models::InstrumentNet& net,
                                                         train::TorchNet& weights,
                                                         const torch::Tensor& patches) {
  TorchInstrumentOps ops(weights);
  auto heard = models::run_instrument_net(net, ops, patches.unsqueeze(0));
  heard.families = heard.families.flatten(0, 2);
  if (heard.timbre.defined()) heard.timbre = heard.timbre.flatten(0, 2);
  return heard;
}

torch::Tensor timbre_loss(const torch::Tensor& timbre,
                          const std::vector<std::vector<int>>& sources) {
  torch::Tensor sum = torch::zeros({});
  std::int64_t first = 0;
  for (const std::vector<int>& of_clip : sources) {
    const auto count = static_cast<std::int64_t>(of_clip.size());
    const torch::Tensor rows = timbre.slice(0, first, first + count);
    const torch::Tensor loss = pair_loss(torch::mm(rows, rows.t()) + parts::kStrangers, of_clip);
    if (loss.defined()) sum = sum + loss;
    first += count;
  }
  return sum / static_cast<double>(std::max<std::size_t>(1, sources.size()));
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

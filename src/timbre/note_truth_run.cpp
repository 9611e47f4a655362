#include "timbre/note_truth_run.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/memory_model.h"
#include "parts/memory_inputs.h"
#include "parts/recall.h"

namespace divisi::timbre {
namespace {

class TruthTask final : public HeardTask {
 public:
  explicit TruthTask(const NoteMemoryRecipe& recipe) : recipe_(recipe), truth_(recipe) {}

  models::NetLayers layers() const override { return truth_.layers(); }
  void prepare(train::TorchNet&) const override {}
  std::vector<std::string> loss_names() const override { return {"truth"}; }

  torch::Tensor loss(train::TorchNet& net, const hearing::HeardNotes& piece,
                     core::Rng& rng) const override {
    const hearing::HeardNotes excerpt = draw_excerpt(piece, recipe_.excerpts, rng);
    if (excerpt.tokens.count() == 0) return {};
    return truth_loss(truth_.logits(net, excerpt.tokens), excerpt.sources);
  }

  train::ValidationResult validate(train::TorchNet& net, const HeardPieces& pieces) const override {
    return validate_truth(truth_, net, pieces);
  }

  TimbreAddition addition() const override {
    return {recipe_.name, models::kTruthPrefix,
            models::parameters_of(recipe_.network, models::kTruthPrefix), truth_.layers()};
  }

 private:
  const NoteMemoryRecipe& recipe_;
  TruthNet truth_;
};

bool is_there(int source) { return source != hearing::kUnknownSource; }

double share(double part, double whole) { return part / std::max(1.0, whole); }

}  // namespace

TruthNet::TruthNet(const NoteMemoryRecipe& recipe)
    : spec_(recipe.network),
      net_(recipe.network, models::kTruthPrefix),
      recall_(recipe.what_is_recalled()) {}

torch::Tensor TruthNet::logits(train::TorchNet& net, const parts::NoteTokens& tokens) const {
  nn::Map items, relations;
  parts::fill_items(tokens, 0, tokens.count(), spec_.item_numbers, items);
  parts::fill_relations(tokens, 0, tokens.count(), spec_.reach, spec_.relation_numbers, relations);
  TorchMemoryOps ops(net, recall_);
  return models::run_note_company(net_, ops, as_tensor(items), as_tensor(relations)).flatten();
}

torch::Tensor truth_loss(const torch::Tensor& logits, const std::vector<int>& sources) {
  std::vector<float> there;
  for (const int source : sources) there.push_back(is_there(source) ? 1.0f : 0.0f);
  return torch::binary_cross_entropy_with_logits(logits, torch::tensor(there));
}

train::ValidationResult validate_truth(const TruthNet& truth, train::TorchNet& net,
                                       const HeardPieces& pieces) {
  const torch::NoGradGuard no_gradient;
  const float least = std::log(parts::kLeastBelief / (1.0f - parts::kLeastBelief));
  double loss = 0.0, notes = 0.0, right = 0.0, kept = 0.0, right_kept = 0.0;
  for (const hearing::HeardNotes& piece : pieces) {
    const auto count = static_cast<double>(piece.tokens.count());
    const torch::Tensor logits = truth.logits(net, piece.tokens);
    loss += count * truth_loss(logits, piece.sources).item<double>();
    notes += count;
    const auto said = logits.accessor<float, 1>();
    for (std::size_t n = 0; n < piece.sources.size(); ++n) {
      const bool is_kept = said[static_cast<std::int64_t>(n)] >= least;
      right += is_there(piece.sources[n]) ? 1.0 : 0.0;
      kept += is_kept ? 1.0 : 0.0;
      right_kept += is_kept && is_there(piece.sources[n]) ? 1.0 : 0.0;
    }
  }
  train::ValidationResult result;
  result.loss = share(loss, notes);
  result.loss_parts = {result.loss};
  result.score = -result.loss;
  result.figures = {{"precision", share(right, notes)},
                    {"kept_precision", share(right_kept, kept)},
                    {"right_lost", share(right - right_kept, right)}};
  return result;
}

Expected<void> train_note_truth(const NoteMemoryRecipe& recipe, const HeardTrainingOptions& options,
                                const train::LogLine& log) {
  if (recipe.network.dimensions != 1) {
    return Error{ErrorCode::invalid_argument,
                 "network.dimensions: expected 1, whether a note is there, found " +
                     std::to_string(recipe.network.dimensions),
                 "network"};
  }
  const Expected<HeardSets> sets = hear_sets(options, log);
  if (!sets) return sets.error();
  if (Expected<void> good = check_memory_numbers(recipe.network, *sets); !good) return good;
  return run_heard_training(TruthTask(recipe), recipe.schedule, recipe.seed, recipe_to_json(recipe),
                            options, *sets, log);
}

}  // namespace divisi::timbre

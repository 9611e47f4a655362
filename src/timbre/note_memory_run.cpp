#include "timbre/note_memory_run.h"

#include <string>
#include <utility>

#include "models/memory_model.h"
#include "parts/memory_inputs.h"

namespace divisi::timbre {
namespace {

class MemoryTask final : public HeardTask {
 public:
  explicit MemoryTask(const NoteMemoryRecipe& recipe) : recipe_(recipe), pairs_(recipe) {}

  models::NetLayers layers() const override { return pairs_.layers(); }
  void prepare(train::TorchNet& net) const override { pairs_.prepare(net); }
  std::vector<std::string> loss_names() const override { return {"pairs"}; }

  torch::Tensor loss(train::TorchNet& net, const hearing::HeardNotes& piece,
                     core::Rng& rng) const override {
    const hearing::HeardNotes excerpt = draw_excerpt(piece, recipe_.excerpts, rng);
    if (excerpt.tokens.count() < 2) return {};
    return pair_loss(pairs_.logits(net, excerpt.tokens), excerpt.sources);
  }

  train::ValidationResult validate(train::TorchNet& net, const HeardPieces& pieces) const override {
    return validate_pairs(pairs_, net, pieces);
  }

  TimbreAddition addition() const override {
    return {recipe_.name, models::kMemoryPrefix, models::parameters_of(recipe_.network),
            pairs_.memory_layers()};
  }

 private:
  const NoteMemoryRecipe& recipe_;
  PairNet pairs_;
};

}  // namespace

Expected<void> train_note_memory(const NoteMemoryRecipe& recipe,
                                 const HeardTrainingOptions& options, const train::LogLine& log) {
  const Expected<HeardSets> sets = hear_sets(options, log);
  if (!sets) return sets.error();
  if (Expected<void> good = check_memory_numbers(recipe.network, *sets); !good) return good;
  return run_heard_training(MemoryTask(recipe), recipe.schedule, recipe.seed,
                            recipe_to_json(recipe), options, *sets, log);
}

}  // namespace divisi::timbre

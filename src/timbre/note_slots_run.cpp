#include "timbre/note_slots_run.h"

#include <algorithm>
#include <utility>

#include "engine/loaded_parts.h"
#include "parts/recall.h"
#include "parts/slot_grouping.h"
#include "parts/slot_inputs.h"
#include "timbre/torch_memory_ops.h"

namespace divisi::timbre {
namespace {

/// `piece` without the notes of some slots, drawn at random.
hearing::HeardNotes without_some_slots(const hearing::HeardNotes& piece, const parts::Slots& slots,
                                       double most_dropped, core::Rng& rng,
                                       parts::NoteTokens& remembered, parts::Slots& kept) {
  const double dropped = rng.uniform(0.0, most_dropped);
  std::vector<int> number;
  kept.count = 0;
  for (int k = 0; k < slots.count; ++k) number.push_back(rng.chance(dropped) ? -1 : kept.count++);
  hearing::HeardNotes rest;
  rest.tokens = piece.tokens.none_alike();
  parts::NoteTokens of_rest;
  of_rest.dimensions = remembered.dimensions;
  for (std::size_t n = 0; n < slots.of_note.size(); ++n) {
    const int slot = number[static_cast<std::size_t>(slots.of_note[n])];
    if (slot < 0) continue;
    rest.tokens.add(piece.tokens, n);
    rest.sources.push_back(piece.sources[n]);
    of_rest.add(remembered, n);
    kept.of_note.push_back(slot);
  }
  remembered = std::move(of_rest);
  return rest;
}

torch::Tensor weights_of_pairs(const SlottedPiece& piece) {
  return (piece.weights.unsqueeze(0) * piece.weights.unsqueeze(1)).fill_diagonal_(0.0);
}

class SlotsTask final : public HeardTask {
 public:
  SlotsTask(const NoteSlotsRecipe& recipe, const engine::LoadedParts& listening)
      : recipe_(recipe), listening_(listening), slots_(recipe.network) {}

  models::NetLayers layers() const override { return slots_.all_layers(); }
  void prepare(train::TorchNet&) const override {}
  std::vector<std::string> loss_names() const override { return {"pairs", "activity"}; }

  torch::Tensor loss(train::TorchNet& net, const hearing::HeardNotes& piece,
                     core::Rng& rng) const override {
    const hearing::HeardNotes excerpt = draw_excerpt(piece, recipe_.excerpts, rng);
    if (excerpt.tokens.count() < 2) return {};
    parts::NoteTokens remembered = parts::recall(excerpt.tokens, *listening_.memory);
    const double logit = rng.uniform(recipe_.coarsest_logit, recipe_.finest_logit);
    const parts::Slots slots = parts::first_slots(remembered, listening_.pairs, logit);
    if (!rng.chance(0.5)) return total(net, excerpt, remembered, slots);
    parts::Slots kept;
    const hearing::HeardNotes rest =
        without_some_slots(excerpt, slots, recipe_.most_slots_dropped, rng, remembered, kept);
    return kept.count < 2 ? torch::Tensor() : total(net, rest, remembered, kept);
  }

  train::ValidationResult validate(train::TorchNet& net, const HeardPieces& pieces) const override {
    const torch::NoGradGuard no_gradient;
    std::vector<double> sums(2, 0.0);
    double right = 0.0, count = 0.0;
    for (const hearing::HeardNotes& piece : pieces) {
      const parts::NoteTokens remembered = parts::recall(piece.tokens, *listening_.memory);
      const parts::Slots slots =
          parts::first_slots(remembered, listening_.pairs, recipe_.validation_logit);
      const SlottedPiece slotted =
          slot_piece(piece, remembered, listening_.pairs, slots.of_note, slots.count);
      const auto said = judge_slots(slots_, net, slotted);
      const std::vector<torch::Tensor> losses = slot_losses(said, slotted);
      if (losses.empty()) continue;
      for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += losses[i].item<double>();
      right += share_right(said.joined, slotted);
      count += 1.0;
    }
    train::ValidationResult result;
    for (const double sum : sums) result.loss_parts.push_back(sum / std::max(1.0, count));
    result.loss = result.loss_parts[0] + recipe_.activity_weight * result.loss_parts[1];
    result.figures = {{"pairs_right", right / std::max(1.0, count)}};
    result.score = -result.loss_parts[0];
    return result;
  }

  TimbreAddition addition() const override {
    return {recipe_.name, models::kNoteSlotsPrefix,
            models::parameters_of(recipe_.network, models::kNoteSlotsPrefix), slots_.all_layers()};
  }

 private:
  torch::Tensor total(train::TorchNet& net, const hearing::HeardNotes& piece,
                      const parts::NoteTokens& remembered, const parts::Slots& slots) const {
    const SlottedPiece slotted =
        slot_piece(piece, remembered, listening_.pairs, slots.of_note, slots.count);
    const auto losses = slot_losses(judge_slots(slots_, net, slotted), slotted);
    if (losses.empty()) return {};
    return losses[0] + recipe_.activity_weight * losses[1];
  }

  /// How much of the pairs, by weight, is on the right side of even odds.
  static double share_right(const torch::Tensor& joined, const SlottedPiece& piece) {
    const torch::Tensor weights = weights_of_pairs(piece);
    const torch::Tensor right = ((joined > 0.0) == (piece.same > 0.5)).to(torch::kFloat32);
    return ((right * weights).sum() / weights.sum()).item<double>();
  }

  NoteSlotsRecipe recipe_;
  const engine::LoadedParts& listening_;
  models::NoteSlots slots_;
};

}  // namespace

SlottedPiece slot_piece(const hearing::HeardNotes& piece, const parts::NoteTokens& remembered,
                        const parts::PairModel& pairs, const std::vector<int>& of_note, int count) {
  nn::Map items;
  nn::Map relations;
  parts::fill_slots({piece.tokens, remembered, of_note, count}, pairs, items, relations);
  const int sources = 1 + *std::max_element(piece.sources.begin(), piece.sources.end());
  torch::Tensor notes = torch::zeros({count, std::max(1, sources)});
  torch::Tensor all = torch::zeros({count});
  auto of_source = notes.accessor<float, 2>();
  auto of_slot = all.accessor<float, 1>();
  for (std::size_t n = 0; n < of_note.size(); ++n) {
    of_slot[of_note[n]] += 1.0F;
    if (piece.sources[n] != hearing::kUnknownSource)
      of_source[of_note[n]][piece.sources[n]] += 1.0F;
  }
  const torch::Tensor known = notes.sum(1);
  const torch::Tensor shares = notes / known.clamp_min(1.0).unsqueeze(1);
  return {as_tensor(items), as_tensor(relations), torch::mm(shares, shares.t()),
          std::get<0>(notes.max(1)) / all.clamp_min(1.0), known.sqrt()};
}

models::SlotVerdict<torch::Tensor> judge_slots(const models::NoteSlots& slots, train::TorchNet& net,
                                               const SlottedPiece& piece) {
  TorchMemoryOps ops(net, Recall::associative);
  const auto said = models::run_note_slots(slots, ops, piece.items, piece.relations);
  return {as_square(said.joined), said.activity.flatten()};
}

std::vector<torch::Tensor> slot_losses(const models::SlotVerdict<torch::Tensor>& said,
                                       const SlottedPiece& piece) {
  const torch::Tensor weights = weights_of_pairs(piece);
  if (weights.sum().item<double>() < 1.0) return {};
  const torch::Tensor of_pairs =
      torch::binary_cross_entropy_with_logits(said.joined, piece.same, {}, {}, at::Reduction::None);
  const torch::Tensor of_slots = torch::binary_cross_entropy_with_logits(
      said.activity, piece.active, {}, {}, at::Reduction::None);
  return {(of_pairs * weights).sum() / weights.sum(),
          (of_slots * piece.weights).sum() / piece.weights.sum()};
}

Expected<void> train_note_slots(const NoteSlotsRecipe& recipe, const HeardTrainingOptions& options,
                                const train::LogLine& log) {
  const auto listening =
      engine::load_parts_heard_with(options.notes_weights, options.timbre_weights);
  if (!listening) return listening.error();
  if (!listening->memory) {
    return Error{ErrorCode::unsupported,
                 options.timbre_weights.string() +
                     ": slots begin at what a memory over notes knows, and these timbre weights "
                     "hold none",
                 options.timbre_weights.string()};
  }
  NoteSlotsRecipe sized = recipe;
  sized.network.item_numbers = parts::slot_item_numbers(listening->network.spec().dimensions,
                                                        listening->memory->spec().dimensions);
  sized.network.relation_numbers = parts::kSlotRelations;
  const Expected<HeardSets> sets = hear_sets(options, log);
  if (!sets) return sets.error();
  return run_heard_training(SlotsTask(sized, *listening), sized.schedule, sized.seed,
                            recipe_to_json(sized), options, *sets, log);
}

}  // namespace divisi::timbre

#include "timbre/note_memory_recipe.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "train/recipe_json.h"

namespace divisi::timbre {
namespace {

constexpr std::array<std::pair<const char*, Recall>, 3> kRecalls = {
    {{"associative", Recall::associative},
     {"constant", Recall::constant},
     {"last_notes", Recall::last_notes}}};

template <class Visitor, class SomeRecipe>
void visit_recipe(Visitor& v, SomeRecipe& r) {
  v("name", r.name);
  v("model", r.model);
  v("seed", r.seed);
  v("recall", r.recall);
  v.group("network", [&](auto& inner) { models::visit_memory_sizes(r.network, inner); });
  v("batch_items", r.batch_items);
  v("crop_notes", r.crop_notes);
  v("most_dropped", r.most_dropped);
  v("most_transposed", r.most_transposed);
  v("slowest", r.slowest);
  v("fastest", r.fastest);
  v("steps", r.steps);
  v("warmup_steps", r.warmup_steps);
  v("decay_steps", r.decay_steps);
  v("learning_rate", r.learning_rate);
  v("weight_decay", r.weight_decay);
  v("average_decay", r.average_decay);
  v("validate_every_steps", r.validate_every_steps);
  v("checkpoint_every_s", r.checkpoint_every_s);
}

std::string first_nonsense(const NoteMemoryRecipe& r) {
  bool known = false;
  for (const auto& [name, recall] : kRecalls) known = known || r.recall == name;
  if (r.model != models::kNoteMemoryName)
    return "model '" + r.model + "', expected '" + models::kNoteMemoryName + "'";
  if (!known) return "recall '" + r.recall + "', expected associative, constant or last_notes";
  bool sizes_are_sane = true;
  models::visit_memory_sizes(r.network, [&](const char*, int size) {
    sizes_are_sane = sizes_are_sane && size >= 1 && size <= 4096;
  });
  if (!sizes_are_sane || r.network.channels % r.network.heads != 0) {
    return "sizes of the network must be 1 to 4096, channels a multiple of heads";
  }
  if (r.batch_items < 1 || r.crop_notes < 4 || r.steps < 1 || r.validate_every_steps < 1)
    return "batch_items, steps, validate_every_steps must be at least 1, crop_notes at least 4";
  // As a wide number: the sum of two ints may be none.
  const auto warmup_steps = static_cast<std::int64_t>(r.warmup_steps);
  if (r.warmup_steps < 0 || r.decay_steps < 0 || warmup_steps + r.decay_steps > r.steps)
    return "warmup_steps and decay_steps must fit into steps";
  if (!(r.most_dropped >= 0.0 && r.most_dropped < 1.0)) return "most_dropped must lie in [0, 1)";
  if (r.most_transposed < 0 || r.most_transposed > 24) return "most_transposed must be 0 to 24";
  if (!(r.slowest > 0.0 && r.slowest <= r.fastest && std::isfinite(r.fastest)))
    return "slowest must be positive and at most fastest";
  if (!(r.learning_rate > 0.0 && std::isfinite(r.learning_rate)))
    return "learning_rate must be positive";
  if (!(r.weight_decay >= 0.0 && std::isfinite(r.weight_decay)))
    return "weight_decay must not be negative";
  if (!(r.average_decay >= 0.0 && r.average_decay < 1.0)) return "average_decay must lie in [0, 1)";
  return {};
}

}  // namespace

Recall NoteMemoryRecipe::what_is_recalled() const {
  for (const auto& [word, recalled] : kRecalls) {
    if (recall == word) return recalled;
  }
  return Recall::associative;
}

Expected<NoteMemoryRecipe> read_note_memory_recipe(const std::filesystem::path& path) {
  return train::read_recipe_json<NoteMemoryRecipe>(
      path, visit_recipe<train::RecipeReader, NoteMemoryRecipe>, first_nonsense);
}

std::string recipe_to_json(const NoteMemoryRecipe& recipe) {
  return train::write_recipe_json(recipe,
                                  visit_recipe<train::RecipeWriter, const NoteMemoryRecipe>);
}

}  // namespace divisi::timbre

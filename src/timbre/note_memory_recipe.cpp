#include "timbre/note_memory_recipe.h"

#include <array>
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
  visit_excerpt_ranges(r.excerpts, v);
  train::visit_step_schedule(r.schedule, v);
}

std::string nonsense_of(const NoteMemoryRecipe& r) {
  bool known = false;
  for (const auto& [name, recall] : kRecalls) known = known || r.recall == name;
  if (r.model != models::kNoteMemoryName && r.model != models::kNoteCompanyName &&
      r.model != models::kNoteTruthName) {
    return "model '" + r.model + "', expected '" + models::kNoteMemoryName + "', '" +
           models::kNoteCompanyName + "' or '" + models::kNoteTruthName + "'";
  }
  if (!known) return "recall '" + r.recall + "', expected associative, constant or last_notes";
  if (const std::string problem = models::first_nonsense(r.network); !problem.empty())
    return problem;
  if (const std::string problem = first_nonsense(r.excerpts); !problem.empty()) return problem;
  return first_nonsense(r.schedule);
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
      path, visit_recipe<train::RecipeReader, NoteMemoryRecipe>, nonsense_of);
}

std::string recipe_to_json(const NoteMemoryRecipe& recipe) {
  return train::write_recipe_json(recipe,
                                  visit_recipe<train::RecipeWriter, const NoteMemoryRecipe>);
}

}  // namespace divisi::timbre

#include "timbre/note_slots_recipe.h"

#include "train/recipe_json.h"

namespace divisi::timbre {
namespace {

template <class Visitor, class SomeRecipe>
void visit_recipe(Visitor& v, SomeRecipe& r) {
  v("name", r.name);
  v("model", r.model);
  v("seed", r.seed);
  v.group("network", [&](auto& inner) { models::visit_memory_sizes(r.network, inner); });
  v("coarsest_logit", r.coarsest_logit);
  v("finest_logit", r.finest_logit);
  v("validation_logit", r.validation_logit);
  v("most_slots_dropped", r.most_slots_dropped);
  v("activity_weight", r.activity_weight);
  visit_excerpt_ranges(r.excerpts, v);
  train::visit_step_schedule(r.schedule, v);
}

std::string nonsense_of(const NoteSlotsRecipe& r) {
  if (r.model != models::kNoteSlotsName)
    return "model '" + r.model + "', expected '" + models::kNoteSlotsName + "'";
  if (const std::string problem = models::first_nonsense(r.network); !problem.empty())
    return problem;
  if (r.network.reach != models::kMostSlots - 1)
    return "network.reach must be " + std::to_string(models::kMostSlots - 1);
  if (!(r.coarsest_logit <= r.finest_logit)) return "coarsest_logit must be at most finest_logit";
  if (!(r.most_slots_dropped >= 0.0 && r.most_slots_dropped < 1.0))
    return "most_slots_dropped must lie in [0, 1)";
  if (!(r.activity_weight >= 0.0 && r.activity_weight <= 100.0))
    return "activity_weight must be 0 to 100";
  if (const std::string problem = first_nonsense(r.excerpts); !problem.empty()) return problem;
  return first_nonsense(r.schedule);
}

}  // namespace

Expected<NoteSlotsRecipe> read_note_slots_recipe(const std::filesystem::path& path) {
  return train::read_recipe_json<NoteSlotsRecipe>(
      path, visit_recipe<train::RecipeReader, NoteSlotsRecipe>, nonsense_of);
}

std::string recipe_to_json(const NoteSlotsRecipe& recipe) {
  return train::write_recipe_json(recipe, visit_recipe<train::RecipeWriter, const NoteSlotsRecipe>);
}

}  // namespace divisi::timbre

#include "timbre/instrument_recipe.h"

#include <cmath>

#include "parts/families.h"
#include "train/recipe_json.h"

namespace divisi::timbre {
namespace {

template <class Visitor, class SomeRecipe>
void visit_recipe(Visitor& v, SomeRecipe& r) {
  v("name", r.name);
  v("model", r.model);
  v("seed", r.seed);
  v.group("network", [&](auto& inner) {
    inner("others", r.network.others);
    inner("timbre_numbers", r.network.timbre_numbers);
    models::visit_instrument_sizes(r.network, inner);
  });
  v.group("patches", [&](auto& inner) {
    inner("sources_of_clip", r.patches.sources_of_clip);
    inner("notes_of_source", r.patches.notes_of_source);
    inner("jitter_frames", r.patches.jitter_frames);
    inner("most_transposed", r.patches.most_transposed);
    inner("company", r.patches.company);
  });
  v("label_smoothing", r.label_smoothing);
  v("pair_weight", r.pair_weight);
  v("gradient_norm", r.gradient_norm);
  v.group("augment", [&](auto& inner) { train::visit_augment(r.augment, inner); });
  train::visit_step_schedule(r.schedule, v);
}

std::string nonsense_of(const InstrumentRecipe& r) {
  if (r.model != models::kInstrumentNetName)
    return "model '" + r.model + "', expected '" + models::kInstrumentNetName + "'";
  if (const std::string problem = models::first_nonsense(r.network); !problem.empty())
    return "network: " + problem;
  if (r.network.families != static_cast<int>(parts::kFamilyCount))
    return "network.families must be " + std::to_string(parts::kFamilyCount);
  if (r.patches.sources_of_clip < 1 || r.patches.notes_of_source < 1)
    return "patches.sources_of_clip and patches.notes_of_source must be at least 1";
  if (r.patches.jitter_frames < 0 || r.patches.jitter_frames > 100)
    return "patches.jitter_frames must be 0 to 100";
  if (r.patches.most_transposed < 0 || r.patches.most_transposed > 24)
    return "patches.most_transposed must be 0 to 24";
  if (!(r.patches.company >= 0.0 && r.patches.company <= 1.0))
    return "patches.company must lie in [0, 1]";
  if (!(r.label_smoothing >= 0.0 && r.label_smoothing < 1.0))
    return "label_smoothing must lie in [0, 1)";
  if (!(r.pair_weight >= 0.0 && std::isfinite(r.pair_weight)))
    return "pair_weight must not be negative";
  if (!(r.gradient_norm >= 0.0 && std::isfinite(r.gradient_norm)))
    return "gradient_norm must not be negative";
  return first_nonsense(r.schedule);
}

}  // namespace

Expected<InstrumentRecipe> read_instrument_recipe(const std::filesystem::path& path) {
  return train::read_recipe_json<InstrumentRecipe>(
      path, visit_recipe<train::RecipeReader, InstrumentRecipe>, nonsense_of);
}

std::string recipe_to_json(const InstrumentRecipe& recipe) {
  return train::write_recipe_json(recipe,
                                  visit_recipe<train::RecipeWriter, const InstrumentRecipe>);
}

}  // namespace divisi::timbre

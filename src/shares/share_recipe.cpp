#include "shares/share_recipe.h"

#include <cmath>

#include "separate/share_cells.h"
#include "train/recipe_json.h"

namespace divisi::shares {
namespace {

template <class Visitor, class SomeRecipe>
void visit_recipe(Visitor& v, SomeRecipe& r) {
  v("name", r.name);
  v("model", r.model);
  v("seed", r.seed);
  v.group("network", [&](auto& inner) { models::visit_share_sizes(r.network, inner); });
  v("frames", r.frames);
  v("loudness_db", r.loudness_db);
  v("unknown_sound", r.unknown_sound);
  v("gradient_norm", r.gradient_norm);
  train::visit_step_schedule(r.schedule, v);
}

std::string nonsense_of(const ShareRecipe& r) {
  if (r.model != models::kShareNetName)
    return "model '" + r.model + "', expected '" + models::kShareNetName + "'";
  if (const std::string problem = models::first_nonsense(r.network); !problem.empty())
    return "network: " + problem;
  if (r.network.bands != separate::kBands || r.network.numbers != separate::kCellNumbers ||
      r.network.sounds != models::kSoundCount) {
    return "network: bands, numbers and sounds must be " + std::to_string(separate::kBands) + ", " +
           std::to_string(separate::kCellNumbers) + " and " + std::to_string(models::kSoundCount);
  }
  if (r.frames < 1 || r.frames > 160) return "frames must be 1 to 160";
  if (!(r.loudness_db >= 0.0 && r.loudness_db <= 60.0)) return "loudness_db must be 0 to 60";
  if (!(r.unknown_sound >= 0.0 && r.unknown_sound <= 1.0)) return "unknown_sound must be 0 to 1";
  if (!(r.gradient_norm >= 0.0 && std::isfinite(r.gradient_norm)))
    return "gradient_norm must not be negative";
  return first_nonsense(r.schedule);
}

}  // namespace

Expected<ShareRecipe> read_share_recipe(const std::filesystem::path& path) {
  return train::read_recipe_json<ShareRecipe>(path, visit_recipe<train::RecipeReader, ShareRecipe>,
                                              nonsense_of);
}

std::string recipe_to_json(const ShareRecipe& recipe) {
  return train::write_recipe_json(recipe, visit_recipe<train::RecipeWriter, const ShareRecipe>);
}

}  // namespace divisi::shares

#include "slots/teacher_recipe.h"

#include <cmath>

#include "train/recipe_json.h"

namespace divisi::slots {
namespace {

template <class Visitor, class SomeRecipe>
void visit_recipe(Visitor& v, SomeRecipe& r) {
  v("name", r.name);
  v("seed", r.seed);
  v("steps", r.steps);
  v("batch_sources", r.batch_sources);
  v("views", r.views);
  v("window_frames", r.window_frames);
  v("least_active", r.least_active);
  v("learning_rate", r.learning_rate);
  v("weight_decay", r.weight_decay);
  v("temperature", r.temperature);
  v("projection", r.projection);
  v("consistency", r.consistency);
  v("variance", r.variance);
  v("covariance", r.covariance);
  v("gain_db", r.gain_db);
  v("masked_bins", r.masked_bins);
  v("masked_frames", r.masked_frames);
  v("validate_every_steps", r.validate_every_steps);
  v("stop_after_validations", r.stop_after_validations);
  v("validation_windows", r.validation_windows);
  v("checkpoint_every_s", r.checkpoint_every_s);
}

std::string first_nonsense(const TeacherRecipe& r) {
  if (r.steps < 1 || r.validate_every_steps < 1) return "steps must be at least 1";
  if (r.batch_sources < 2)
    return "batch_sources must be at least 2: there is nobody to differ from";
  if (r.views < 2) return "views must be at least 2: there is nothing to agree with";
  if (r.window_frames < 4 || r.window_frames > 4096) return "window_frames must be 4 to 4096";
  if (r.projection < 1 || r.projection > 4096) return "projection must be 1 to 4096";
  if (r.validation_windows < 2) return "validation_windows must be at least 2";
  if (r.stop_after_validations < 0) return "stop_after_validations must not be negative";
  if (r.masked_bins < 0 || r.masked_frames < 0) return "masks must not be negative";
  if (!(r.least_active > 0.0 && r.least_active <= 1.0)) return "least_active must lie in (0, 1]";
  if (!(r.temperature > 0.0 && std::isfinite(r.temperature))) return "temperature must be positive";
  if (!(r.learning_rate > 0.0 && std::isfinite(r.learning_rate)))
    return "learning_rate must be positive";
  for (const double x : {r.weight_decay, r.consistency, r.variance, r.covariance, r.gain_db}) {
    if (!(x >= 0.0 && std::isfinite(x))) return "weights and gains must not be negative";
  }
  return {};
}

}  // namespace

Expected<TeacherRecipe> read_teacher_recipe(const std::filesystem::path& path) {
  return train::read_recipe_json<TeacherRecipe>(
      path, visit_recipe<train::RecipeReader, TeacherRecipe>, first_nonsense);
}

std::string recipe_to_json(const TeacherRecipe& recipe) {
  return train::write_recipe_json(recipe, visit_recipe<train::RecipeWriter, const TeacherRecipe>);
}

}  // namespace divisi::slots

#include "cerberus/recipe.h"

#include <algorithm>
#include <cmath>

#include "cerberus/loss_names.h"
#include "train/recipe_json.h"

namespace divisi::cerberus {
namespace {

template <class Visitor, class Part>
void visit_loss(Visitor& v, Part& l) {
  v("variant", l.variant);
  v("clustering", l.clustering);
  v("separation", l.separation);
  v("transcription", l.transcription);
  v("clustering_scale", l.clustering_scale);
  v("separation_scale", l.separation_scale);
  v("transcription_scale", l.transcription_scale);
}

template <class Visitor, class Part>
void visit_crops(Visitor& v, Part& c) {
  v("frames", c.frames);
  v("lowest_dbfs", c.lowest_dbfs);
  v("least_sounding", c.least_sounding);
  v("least_onsets", c.least_onsets);
  v("least_velocity", c.least_velocity);
  v("gain_db", c.gain_db);
  v("stem_gain_db", c.stem_gain_db);
  v("remixed", c.remixed);
}

template <class Visitor, class SomeRecipe>
void visit_recipe(Visitor& v, SomeRecipe& r) {
  v("name", r.name);
  v("model", r.model);
  v("seed", r.seed);
  v("precision", r.precision);
  v.group("network", [&](Visitor& inner) { models::visit_cerberus_choices(r.network, inner); });
  v.group("loss", [&](Visitor& inner) { visit_loss(inner, r.loss); });
  v.group("crops", [&](Visitor& inner) { visit_crops(inner, r.crops); });
  train::visit_step_schedule(r.schedule, v);
  v("gradient_norm", r.gradient_norm);
  v("validation_crops", r.validation_crops);
}

std::string nonsense_in_loss(const LossRecipe& l, const models::CerberusNetSpec& network) {
  const auto& known = clustering_losses();
  if (std::find(known.begin(), known.end(), l.variant) == known.end())
    return "loss.variant '" + l.variant + "', expected classic, whitened or whitened_stable";
  for (const double weight : {l.clustering, l.separation, l.transcription, l.clustering_scale,
                              l.separation_scale, l.transcription_scale}) {
    if (!(weight >= 0.0 && std::isfinite(weight))) return "weights of losses must not be negative";
  }
  if (network.clustering != (l.clustering > 0.0)) return "network.clustering needs loss.clustering";
  if (network.separation != (l.separation > 0.0)) return "network.separation needs loss.separation";
  if (network.transcription != (l.transcription > 0.0))
    return "network.transcription needs loss.transcription";
  return {};
}

std::string nonsense_in_crops(const CropRecipe& c) {
  if (c.frames < 8 || c.frames > 10000) return "crops.frames must be 8 to 10000";
  if (!std::isfinite(c.lowest_dbfs)) return "crops.lowest_dbfs must be a number";
  if (!(c.least_sounding >= 0.0 && c.least_sounding <= 1.0))
    return "crops.least_sounding must lie in [0, 1]";
  if (c.least_onsets < 0) return "crops.least_onsets must not be negative";
  if (c.least_velocity < 0 || c.least_velocity > 127)
    return "crops.least_velocity must be 0 to 127";
  if (!(c.gain_db >= 0.0 && c.gain_db <= 40.0)) return "crops.gain_db must lie in [0, 40]";
  if (!(c.stem_gain_db >= 0.0 && c.stem_gain_db <= 40.0))
    return "crops.stem_gain_db must lie in [0, 40]";
  if (!(c.remixed >= 0.0 && c.remixed <= 1.0)) return "crops.remixed must lie in [0, 1]";
  return {};
}

std::string nonsense_of(const CerberusRecipe& r) {
  if (r.model != models::kCerberusNetName)
    return "model '" + r.model + "', expected '" + models::kCerberusNetName + "'";
  if (r.precision != "float32" && r.precision != "bfloat16")
    return "precision '" + r.precision + "', expected float32 or bfloat16";
  if (std::string why = models::first_nonsense(r.network); !why.empty()) return "network: " + why;
  if (std::string why = nonsense_in_loss(r.loss, r.network); !why.empty()) return why;
  if (std::string why = nonsense_in_crops(r.crops); !why.empty()) return why;
  if (r.validation_crops < 1) return "validation_crops must be at least 1";
  if (!(r.gradient_norm >= 0.0 && std::isfinite(r.gradient_norm)))
    return "gradient_norm must not be negative";
  return first_nonsense(r.schedule);
}

}  // namespace

const std::vector<std::string>& clustering_losses() {
  static const std::vector<std::string> names = {"classic", "whitened", "whitened_stable"};
  return names;
}

Expected<CerberusRecipe> read_cerberus_recipe(const std::filesystem::path& path) {
  return train::read_recipe_json<CerberusRecipe>(
      path, visit_recipe<train::RecipeReader, CerberusRecipe>, nonsense_of);
}

std::string recipe_to_json(const CerberusRecipe& recipe) {
  return train::write_recipe_json(recipe, visit_recipe<train::RecipeWriter, const CerberusRecipe>);
}

}  // namespace divisi::cerberus

#include "train/recipe.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "features/feature_extractor.h"
#include "train/recipe_json.h"
#include "train/trainable_models.h"

namespace divisi::train {
namespace {

/// Visits every field of a recipe once: reading and writing share this list.
template <class Visitor, class Part>
void visit_loss(Visitor& v, Part& l) {
  v("onset", l.onset);
  v("frame", l.frame);
  v("offset", l.offset);
  v("velocity", l.velocity);
  v("focal_gamma", l.focal_gamma);
}

template <class Visitor, class Part>
void visit_published(Visitor& v, Part& p) {
  v("quirks", p.quirks);
  v("focal_gamma", p.focal_gamma);
  v("focal_alpha_onset", p.focal_alpha_onset);
  v("focal_alpha_frame", p.focal_alpha_frame);
  v("waveform_noise", p.waveform_noise);
}

template <class Visitor, class Part>
void visit_timbre(Visitor& v, Part& t) {
  v.group("network", [&](Visitor& inner) {
    models::visit_sizes(t.network.layers, inner);
    inner("dimensions", t.network.dimensions);
  });
  v("temperature", t.temperature);
}

template <class Visitor, class Part>
void visit_slot_loss(Visitor& v, Part& l) {
  v("mixture", l.mixture);
  v("pitch", l.pitch);
  v("joined", l.joined);
  v("activity", l.activity);
  v("inactive", l.inactive);
  v("timbre", l.timbre);
  v("polyphony", l.polyphony);
  v("slot_polyphony", l.slot_polyphony);
}

template <class Visitor, class Part>
void visit_slots(Visitor& v, Part& s) {
  v.group("network", [&](Visitor& inner) { models::visit_slot_choices(s.network, inner); });
  v("targets", s.targets);
  v("matching", s.matching);
  v("matching_cosine", s.matching_cosine);
  v("most_sources", s.most_sources);
  v.group("loss", [&](Visitor& inner) { visit_slot_loss(inner, s.loss); });
}

template <class Visitor, class Part>
void visit_plateau(Visitor& v, Part& p) {
  v("factor", p.factor);
  v("patience", p.patience);
}

template <class Visitor, class SomeRecipe>
void visit_recipe(Visitor& v, SomeRecipe& r) {
  v("name", r.name);
  v("model", r.model);
  v("seed", r.seed);
  v.group("network", [&](Visitor& inner) { models::visit_sizes(r.network, inner); });
  v("batch_items", r.batch_items);
  v("batch_shards", r.batch_shards);
  v("segment_frames", r.segment_frames);
  v("margin_frames", r.margin_frames);
  v("steps", r.steps);
  v("warmup_steps", r.warmup_steps);
  v("decay_steps", r.decay_steps);
  v("learning_rate", r.learning_rate);
  v("weight_decay", r.weight_decay);
  v("gradient_norm", r.gradient_norm);
  v("average_decay", r.average_decay);
  v("validate_every_steps", r.validate_every_steps);
  v("validation_segments", r.validation_segments);
  v("checkpoint_every_s", r.checkpoint_every_s);
  v("monitor", r.monitor);
  v("stop_after_validations", r.stop_after_validations);
  v.group("plateau", [&](Visitor& inner) { visit_plateau(inner, r.plateau); });
  v.group("augment", [&](Visitor& inner) { visit_augment(r.augment, inner); });
  v.group("loss", [&](Visitor& inner) { visit_loss(inner, r.loss); });
  v.group("published", [&](Visitor& inner) { visit_published(inner, r.published); });
  v.group("timbre", [&](Visitor& inner) { visit_timbre(inner, r.timbre); });
  v.group("slots", [&](Visitor& inner) { visit_slots(inner, r.slots); });
}

bool finite(std::initializer_list<double> values) {
  return std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
}

std::string nonsense_in_network(const models::NoteNetSpec& n) {
  for (const int size : {n.pitch_count, n.bins_per_pitch, n.bin_count, n.map_count, n.channels,
                         n.bottleneck_channels, n.stem_bins, n.stem_frames, n.head_channels}) {
    if (size < 1 || size > 4096) return "sizes of the network must be 1 to 4096";
  }
  if (n.harmonic_bins.empty() || n.pitch_steps.empty() || n.time_dilations.empty()) {
    return "harmonic_bins, pitch_steps and time_dilations must not be empty";
  }
  const features::FeatureSpec heard;
  if (n.bin_count != heard.bin_count() || n.map_count != heard.map_count()) {
    return "network.bin_count and network.map_count must be the features' " +
           std::to_string(heard.bin_count()) + " and " + std::to_string(heard.map_count());
  }
  return {};
}

std::string nonsense_in_slots(const SlotRecipe& s) {
  if (s.network.slots < 1 || s.network.slots > 64) return "slots.network.slots must be 1 to 64";
  if (s.network.film && !s.network.timbre) return "slots.network.film needs timbre";
  if (s.targets != "sources" && s.targets != "families") {
    return "slots.targets '" + s.targets + "', expected 'sources' or 'families'";
  }
  if (s.matching != "hungarian" && s.matching != "fixed" && s.matching != "none") {
    return "slots.matching '" + s.matching + "', expected 'hungarian', 'fixed' or 'none'";
  }
  if (s.most_sources < 1 || s.most_sources > 64) return "slots.most_sources must be 1 to 64";
  if (s.matching == "fixed" && s.most_sources != s.network.slots) {
    return "with fixed slots, slots.most_sources must be slots.network.slots";
  }
  for (const double weight :
       {s.matching_cosine, s.loss.mixture, s.loss.pitch, s.loss.joined, s.loss.activity,
        s.loss.inactive, s.loss.timbre, s.loss.polyphony, s.loss.slot_polyphony}) {
    if (!(weight >= 0.0 && std::isfinite(weight))) return "weights of slots must not be negative";
  }
  return {};
}

std::string nonsense_in_choices(const Recipe& r) {
  const std::vector<std::string> models = trainable_models();
  if (std::find(models.begin(), models.end(), r.model) == models.end()) {
    std::string expected;
    for (const std::string& name : models)
      expected += (expected.empty() ? "'" : ", '") + name + "'";
    return "model '" + r.model + "', expected one of " + expected;
  }
  if (!(r.timbre.temperature > 0.0)) return "timbre.temperature must be positive";
  if (r.timbre.network.dimensions < 1 || r.timbre.network.dimensions > 256) {
    return "timbre.network.dimensions must be 1 to 256";
  }
  if (r.monitor != "score" && r.monitor != "loss") {
    return "monitor '" + r.monitor + "', expected 'score' or 'loss'";
  }
  if (r.stop_after_validations < 0) return "stop_after_validations must not be negative";
  if (!(r.plateau.factor > 0.0 && r.plateau.factor <= 1.0)) {
    return "plateau.factor must lie in (0, 1]";
  }
  if (r.plateau.patience < 0) return "plateau.patience must not be negative";
  if (!(r.published.waveform_noise >= 0.0)) return "published.waveform_noise must not be negative";
  return {};
}

std::string nonsense_of(const Recipe& r) {
  if (std::string why = nonsense_in_choices(r); !why.empty()) return why;
  if (std::string why = nonsense_in_network(r.network); !why.empty()) return why;
  if (std::string why = nonsense_in_slots(r.slots); !why.empty()) return why;
  if (std::string why = nonsense_in_network(r.timbre.network.layers); !why.empty()) {
    return "timbre: " + why;
  }
  if (!finite({r.learning_rate, r.weight_decay, r.gradient_norm, r.augment.gain_low_db,
               r.augment.gain_high_db, r.augment.equaliser_db, r.augment.noise_low_db,
               r.augment.noise_high_db, r.augment.company_probability,
               r.published.waveform_noise})) {
    return "numbers must be finite";
  }
  if (r.validation_segments < 1) return "validation_segments must be at least 1";
  if (r.weight_decay < 0.0 || r.gradient_norm < 0.0) {
    return "weight_decay and gradient_norm must not be negative";
  }
  if (r.batch_items < 1) return "batch_items must be at least 1";
  if (r.batch_shards < 1 || r.batch_items % r.batch_shards != 0) {
    return "batch_shards must divide batch_items";
  }
  if (r.margin_frames < 0) return "margin_frames must not be negative";
  // As wide numbers: the sums of two ints may be none.
  const auto wide = [](int number) { return static_cast<std::int64_t>(number); };
  if (r.segment_frames <= 2 * wide(r.margin_frames))
    return "segment_frames must exceed two margins";
  if (r.steps < 1) return "steps must be at least 1";
  if (r.warmup_steps < 0 || r.decay_steps < 0 || wide(r.warmup_steps) + r.decay_steps > r.steps) {
    return "warmup_steps and decay_steps must fit into steps";
  }
  if (!(r.learning_rate > 0.0)) return "learning_rate must be positive";
  if (!(r.average_decay >= 0.0 && r.average_decay < 1.0)) return "average_decay must lie in [0, 1)";
  if (r.validate_every_steps < 1) return "validate_every_steps must be at least 1";
  return {};
}

}  // namespace

std::string model_of_recipe(const std::filesystem::path& path) {
  const Expected<std::string> text = core::read_file(path);
  if (!text) return {};
  const auto json =
      nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
  const bool has_one = json.is_object() && json.contains("model") && json["model"].is_string();
  return has_one ? json["model"].get<std::string>() : std::string();
}

Expected<Recipe> read_recipe(const std::filesystem::path& path) {
  return read_recipe_json<Recipe>(path, visit_recipe<RecipeReader, Recipe>, nonsense_of);
}

std::string recipe_to_json(const Recipe& recipe) {
  return write_recipe_json(recipe, visit_recipe<RecipeWriter, const Recipe>);
}

}  // namespace divisi::train

#include "train/recipe.h"

#include <set>

#include <nlohmann/json.hpp>

#include "core/atomic_file.h"

namespace divisi::train {
namespace {

using nlohmann::json;

/// Visits every field of a recipe once: reading and writing share this list.
template <class Visitor>
void visit_augment(Visitor& v, AugmentRecipe& a) {
  v("gain_low_db", a.gain_low_db);
  v("gain_high_db", a.gain_high_db);
  v("equaliser_db", a.equaliser_db);
  v("noise_probability", a.noise_probability);
  v("noise_low_db", a.noise_low_db);
  v("noise_high_db", a.noise_high_db);
}

template <class Visitor>
void visit_loss(Visitor& v, LossRecipe& l) {
  v("onset", l.onset);
  v("frame", l.frame);
  v("offset", l.offset);
  v("velocity", l.velocity);
  v("focal_gamma", l.focal_gamma);
}

template <class Visitor>
void visit_network(Visitor& v, models::NoteNetSpec& n) {
  v("pitch_count", n.pitch_count);
  v("bins_per_pitch", n.bins_per_pitch);
  v("bin_count", n.bin_count);
  v("map_count", n.map_count);
  v("channels", n.channels);
  v("bottleneck_channels", n.bottleneck_channels);
  v("stem_bins", n.stem_bins);
  v("stem_frames", n.stem_frames);
  v("harmonic_bins", n.harmonic_bins);
  v("pitch_steps", n.pitch_steps);
  v("time_dilations", n.time_dilations);
  v("head_channels", n.head_channels);
}

template <class Visitor>
void visit_recipe(Visitor& v, Recipe& r) {
  v("name", r.name);
  v("seed", r.seed);
  v.group("network", [&](Visitor& inner) { visit_network(inner, r.network); });
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
  v.group("augment", [&](Visitor& inner) { visit_augment(inner, r.augment); });
  v.group("loss", [&](Visitor& inner) { visit_loss(inner, r.loss); });
}

struct Writer {
  json out = json::object();
  template <class T>
  void operator()(const char* key, const T& value) {
    out[key] = value;
  }
  template <class Visit>
  void group(const char* key, const Visit& visit) {
    Writer inner;
    visit(inner);
    out[key] = inner.out;
  }
};

struct Reader {
  const json* in = nullptr;
  std::string prefix;
  std::set<std::string> known;
  std::string problem;

  template <class T>
  void operator()(const char* key, T& value) {
    known.insert(key);
    if (!in->contains(key) || !problem.empty()) return;
    try {
      value = in->at(key).get<T>();
    } catch (const json::exception& mistake) {
      problem = "field '" + prefix + key + "': " + mistake.what();
    }
  }
  template <class Visit>
  void group(const char* key, const Visit& visit) {
    known.insert(key);
    if (!in->contains(key) || !problem.empty()) return;
    Reader inner{&in->at(key), prefix + key + "."};
    visit(inner);
    inner.check_unknown();
    problem = inner.problem;
  }
  void check_unknown() {
    if (!problem.empty()) return;
    if (!in->is_object()) {
      problem = "'" + prefix + "' is no object";
      return;
    }
    for (const auto& [key, value] : in->items()) {
      if (known.count(key) == 0) problem = "unknown field '" + prefix + key + "'";
    }
  }
};

std::string first_nonsense(const Recipe& r) {
  if (r.batch_items < 1) return "batch_items must be at least 1";
  if (r.batch_shards < 1 || r.batch_items % r.batch_shards != 0) {
    return "batch_shards must divide batch_items";
  }
  if (r.margin_frames < 0) return "margin_frames must not be negative";
  if (r.segment_frames <= 2 * r.margin_frames) return "segment_frames must exceed two margins";
  if (r.steps < 1) return "steps must be at least 1";
  if (r.warmup_steps < 0 || r.decay_steps < 0 || r.warmup_steps + r.decay_steps > r.steps) {
    return "warmup_steps and decay_steps must fit into steps";
  }
  if (!(r.learning_rate > 0.0)) return "learning_rate must be positive";
  if (!(r.average_decay >= 0.0 && r.average_decay < 1.0)) return "average_decay must lie in [0, 1)";
  if (r.validate_every_steps < 1) return "validate_every_steps must be at least 1";
  return {};
}

}  // namespace

Expected<Recipe> read_recipe(const std::filesystem::path& path) {
  const Expected<std::string> text = core::read_file(path);
  if (!text) return text.error();
  const json parsed = json::parse(*text, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
  const auto invalid = [&](const std::string& why) {
    return Error{ErrorCode::invalid_argument, path.string() + ": " + why, path.string()};
  };
  if (parsed.is_discarded() || !parsed.is_object()) return invalid("this is no JSON object");
  Recipe recipe;
  Reader reader{&parsed, ""};
  visit_recipe(reader, recipe);
  reader.check_unknown();
  if (!reader.problem.empty()) return invalid(reader.problem);
  const std::string nonsense = first_nonsense(recipe);
  if (!nonsense.empty()) return invalid(nonsense);
  return recipe;
}

std::string recipe_to_json(const Recipe& recipe) {
  Writer writer;
  Recipe copy = recipe;
  visit_recipe(writer, copy);
  return writer.out.dump(2);
}

}  // namespace divisi::train

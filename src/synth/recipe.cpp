#include "synth/recipe.h"

#include "core/atomic_file.h"
#include "synth/recipe_band.h"
#include "synth/recipe_fields.h"
#include "synth/recipe_pieces.h"

namespace divisi::synth {
namespace {

void read_scheduler(RecipeFields& fields, SchedulerOptions& options) {
  fields.read("shortest_frames", options.shortest_frames, 1, 1000);
  fields.read("longest_frames", options.longest_frames, 2, 10000);
  fields.read("mean_frames", options.mean_frames, 1, 10000);
  fields.read("gap_location_frames", options.gap_location_frames, -1000, 1000);
  fields.read("near_probability", options.near_probability, 0, 1);
  fields.read("polyphony_probability", options.polyphony_probability, 0, 0.9);
  fields.read("clash_probability", options.clash_probability, 0, 1);
  fields.read("octave_weights", options.octave_weights, 7);
  fields.end();
}

void read_degrade(RecipeFields& fields, DegradeOptions& options) {
  fields.read("room", options.room, 0, 1);
  fields.read("equaliser", options.equaliser, 0, 1);
  fields.read("low_pass", options.low_pass, 0, 1);
  fields.read("compression", options.compression, 0, 1);
  fields.read("noise", options.noise, 0, 1);
  fields.read("codec", options.codec, 0, 1);
  fields.read("lowest_peak_db", options.lowest_peak_db, -80, 0);
  fields.read("highest_peak_db", options.highest_peak_db, -80, 0);
  fields.read("stems", options.stems);
  fields.end();
}

void read_all(RecipeFields& fields, Recipe& recipe, std::string& problem) {
  fields.read("shortest_s", recipe.shortest_s, 1, 600);
  fields.read("longest_s", recipe.longest_s, 1, 600);
  fields.read("soundfonts", recipe.soundfonts);
  fields.read("midi_split", recipe.midi_split);
  fields.read("midi_collections", recipe.midi_collections, {});
  fields.read("drum_probability", recipe.drum_probability, 0, 1);
  fields.read("drive_probability", recipe.drive_probability, 0, 1);
  fields.read("tape_probability", recipe.tape_probability, 0, 1);
  fields.read("body_probability", recipe.body_probability, 0, 1);
  fields.read("kinds", recipe.kinds,
              {"keyboard", "ensemble", "scheduler", "solo", "classes", "drums", "pieces", "band"});
  fields.read("keyboard_sources", recipe.keyboard_sources,
              {"fluid", "plucked", "oscillator", "sampled"});
  fields.read("ensemble_sources", recipe.ensemble_sources,
              {"fluid", "oscillator", "plucked", "expressive", "sampled"});
  fields.read("solo_sources", recipe.solo_sources,
              {"voice", "bowed", "reed", "flute", "brass", "oscillator", "fluid", "sampled"});
  fields.read("fewest_parts", recipe.fewest_parts, 1, 16);
  fields.read("most_parts", recipe.most_parts, 1, 64);
  fields.read("consort_probability", recipe.consort_probability, 0, 1);
  fields.read("alike_probability", recipe.alike_probability, 0, 1);
  fields.read("solo_together", recipe.solo_together, 0, 1);
  fields.read("solo_accompanied", recipe.solo_accompanied, 0, 1);
  fields.read("timbre_classes", recipe.timbre_classes);
  fields.read("classes_together", recipe.classes_together, 1, 15);
  fields.read("samples", recipe.samples);
  fields.read("drum_sources", recipe.drum_sources, {"fluid", "kit", "synthetic"});
  fields.read("drum_kits", recipe.drum_kits);
  fields.read("written_drumming", recipe.written_drumming, 0, 1);
  fields.read("percussion_probability", recipe.percussion_probability, 0, 1);
  fields.read("backed_drums", recipe.backed_drums, 0, 1);
  fields.read("softest_drums_db", recipe.softest_drums_db, -40, 40);
  fields.read("loudest_drums_db", recipe.loudest_drums_db, -40, 40);
  if (const Json* section = fields.section("pieces")) {
    recipe.pieces = read_pieces(*section, problem);
  }
  if (const Json* section = fields.section("band")) {
    recipe.band = read_band(*section, fields.place_of("band"), problem);
  }
  if (const Json* section = fields.section("scheduler")) {
    RecipeFields inner(*section, fields.place_of("scheduler"), problem);
    read_scheduler(inner, recipe.scheduler);
  }
  if (const Json* section = fields.section("degrade")) {
    RecipeFields inner(*section, fields.place_of("degrade"), problem);
    read_degrade(inner, recipe.degrade);
  }
  fields.end();
}

double total(const Weights& weights) {
  double sum = 0.0;
  for (const auto& [name, weight] : weights) sum += weight;
  return sum;
}

std::string find_contradiction(const Recipe& recipe) {
  if (recipe.shortest_s > recipe.longest_s) return "shortest_s is larger than longest_s";
  if (recipe.fewest_parts > recipe.most_parts) return "fewest_parts is larger than most_parts";
  if (recipe.degrade.lowest_peak_db > recipe.degrade.highest_peak_db) {
    return "degrade.lowest_peak_db is larger than degrade.highest_peak_db";
  }
  if (recipe.softest_drums_db > recipe.loudest_drums_db) {
    return "softest_drums_db is larger than loudest_drums_db";
  }
  if (recipe.scheduler.shortest_frames >= recipe.scheduler.longest_frames) {
    return "scheduler.shortest_frames is not smaller than scheduler.longest_frames";
  }
  if (total(recipe.kinds) <= 0.0) return "kinds: expected at least one kind with a weight above 0";
  if (recipe.soundfonts.empty()) return "soundfonts: expected at least one soundfont";
  const auto has = [&](const char* kind) {
    return recipe.kinds.count(kind) && recipe.kinds.at(kind) > 0.0;
  };
  if (has("keyboard") && total(recipe.keyboard_sources) <= 0.0)
    return "keyboard_sources: expected weights";
  if (has("ensemble") && total(recipe.ensemble_sources) <= 0.0)
    return "ensemble_sources: expected weights";
  if (has("classes") &&
      recipe.timbre_classes.size() < static_cast<std::size_t>(recipe.classes_together)) {
    return "timbre_classes: expected at least classes_together of them";
  }
  if (has("solo") && total(recipe.solo_sources) <= 0.0) return "solo_sources: expected weights";
  if (has("pieces") && total(recipe.kinds) > recipe.kinds.at("pieces")) {
    return "kinds: expected nothing beside pieces, since clip n is then piece n";
  }
  if (has("pieces") != !recipe.pieces.empty())
    return "pieces: expected a list exactly when kinds names it";
  if (has("drums") && total(recipe.drum_sources) <= 0.0) return "drum_sources: expected weights";
  const auto from_kits = recipe.drum_sources.find("kit");
  if (from_kits != recipe.drum_sources.end() && from_kits->second > 0.0 &&
      recipe.drum_kits.empty()) {
    return "drum_kits: expected at least one, since drum_sources names kits";
  }
  if (std::string wrong = find_band_contradiction(recipe); !wrong.empty()) return wrong;
  return find_unknown_player(recipe);
}

}  // namespace

Expected<Recipe> parse_recipe(const std::string& text, const std::string& name) {
  const Json json =
      Json::parse(text, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
  if (json.is_discarded()) return Error{ErrorCode::corrupt, name + ": not JSON", name};
  Recipe recipe;
  std::string problem;
  RecipeFields fields(json, "", problem);
  read_all(fields, recipe, problem);
  if (problem.empty()) problem = find_contradiction(recipe);
  if (!problem.empty()) return Error{ErrorCode::invalid_argument, name + ": " + problem, name};
  return recipe;
}

Expected<Recipe> read_recipe(const std::filesystem::path& path) {
  const Expected<std::string> text = core::read_file(path);
  if (!text) return text.error();
  return parse_recipe(*text, path.string());
}

}  // namespace divisi::synth

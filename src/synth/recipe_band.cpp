#include "synth/recipe_band.h"

#include "synth/player_choice.h"

namespace divisi::synth {
namespace {

std::string find_wrong_player(const Recipe& recipe, std::size_t index) {
  const std::string place = std::string("band.") + kBandNames[index] + ": ";
  const PlayerStock stock{recipe.soundfonts, recipe.samples, recipe.drum_kits};
  const bool wants_drums = static_cast<BandClass>(index) == BandClass::drums;
  double total = 0.0;
  for (const auto& [words, weight] : recipe.band.players[index]) {
    PlannedPart planned;
    const auto chosen = choose_player(words, stock, planned);
    if (!chosen) return place + chosen.error().message;
    if (planned.part.is_drums != wants_drums) {
      return place + "found '" + words + "', expected " +
             (wants_drums ? "a drum kit" : "a player of pitches");
    }
    total += weight;
  }
  return total > 0.0 ? "" : place + "expected at least one player with a weight above 0";
}

}  // namespace

BandRecipe read_band(const Json& object, const std::string& place, std::string& problem) {
  BandRecipe band;
  RecipeFields fields(object, place, problem);
  for (std::size_t i = 0; i < kBandSize; ++i) {
    fields.require(kBandNames[i]);
    fields.read(kBandNames[i], band.players[i], {});
  }
  fields.read("invented", band.invented, 0, 1);
  fields.read("resting", band.resting, 0, 1);
  fields.end();
  return band;
}

std::string find_band_contradiction(const Recipe& recipe) {
  const auto weight = recipe.kinds.find("band");
  if (weight == recipe.kinds.end() || weight->second <= 0.0) return "";
  for (const auto& [kind, other] : recipe.kinds) {
    if (kind != "band" && other > 0.0) {
      return "kinds: expected nothing beside band, whose mix is the sum of its stems";
    }
  }
  if (recipe.midi_collections.empty()) return "midi_collections: expected some, for kind band";
  for (std::size_t i = 0; i < kBandSize; ++i) {
    if (std::string wrong = find_wrong_player(recipe, i); !wrong.empty()) return wrong;
  }
  return "";
}

}  // namespace divisi::synth

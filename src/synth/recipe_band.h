/// The field "band" of a recipe: who may play each class.
#pragma once

#include "synth/recipe.h"
#include "synth/recipe_fields.h"

namespace divisi::synth {

/// Sets `problem` when something is wrong.
BandRecipe read_band(const Json& object, const std::string& place, std::string& problem);

/// What is wrong with the players of the kind "band"; empty: nothing.
std::string find_band_contradiction(const Recipe& recipe);

}  // namespace divisi::synth

/// The list of pieces in a recipe.
#pragma once

#include <string>
#include <vector>

#include "synth/piece.h"
#include "synth/recipe.h"
#include "synth/recipe_fields.h"

namespace divisi::synth {

/// Errors    none are returned: `problem` is set to what is wrong first.
std::vector<Piece> read_pieces(const Json& list, std::string& problem);

/// What is wrong with the players of the recipe's pieces; empty when nothing is.
std::string find_unknown_player(const Recipe& recipe);

}  // namespace divisi::synth

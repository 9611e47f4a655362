/// What clip.json says of a part: who plays it and through what.
#pragma once

#include "synth/clip.h"
#include "synth/player.h"

namespace divisi::synth {

/// Adds one "parts", in the words that player_choice.h reads, and a field for each effect.
void describe_part(const PlannedPart& planned, Facts& facts);

}  // namespace divisi::synth

/// What moves in a line whatever its notes are: pitch, level and brightness are never quite still.
#pragma once

#include <vector>

#include "core/rng.h"
#include "synth/expression.h"
#include "synth/tone.h"

namespace divisi::synth {

/// Drift and jitter of the pitch, wobble and growl of level and effort, vowels that glide instead
/// of jump; `vibrato` [T], -1 to 1, is how far the pitch's vibrato has swung, which level and
/// effort follow.
void add_wander(const Expression& expression, const std::vector<float>& vibrato, core::Rng& rng,
                ToneContour& contour);

}  // namespace divisi::synth

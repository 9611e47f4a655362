/// Instruments that nobody recorded: those that there are, of another size and in another body.
///
/// Source    ours.
#pragma once

#include <vector>

#include "core/rng.h"
#include "synth/plan.h"

namespace divisi::synth {

/// By the recipe's tape_probability and body_probability; drums stay as they are, and a recorded
/// instrument keeps its size where it could not reach the notes.
void give_disguises(const PlanContext& context, std::vector<PlannedPart>& plan, core::Rng& rng);

}  // namespace divisi::synth

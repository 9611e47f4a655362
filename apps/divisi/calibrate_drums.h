/// The thresholds of a drum network, chosen on a validation set: the drum half of
/// `divisi calibrate`.
#pragma once

#include <functional>
#include <string>

#include "data/dataset.h"
#include "decode/drum_decoder.h"
#include "divisi/error.h"
#include "engine/loaded_drums.h"

namespace divisi::cli {

/// The best tuning for these clips, whose percussion has sources with "drum" in them. Each drum's
/// threshold has the best F1 over all hits of clips with drums (50 ms), or, but for kick, snare and
/// hi-hat, the best F0.5; a drum that no clip has keeps its threshold. The least hits of a piece
/// are those that tell clips with drums from clips without. `say` gets a line for each.
///
/// Errors    those of reading clips; invalid_argument when no clip has drums.
Expected<decode::DrumTuning> calibrate_drums(const engine::LoadedDrums& drums,
                                             const data::Dataset& dataset, int threads,
                                             const std::function<void(const std::string&)>& say);

}  // namespace divisi::cli

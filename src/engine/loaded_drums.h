/// The drum network that is built into the program, and how its hits are decided.
#pragma once

#include <optional>

#include "decode/drum_decoder.h"
#include "divisi/error.h"
#include "features/mel_bands.h"
#include "models/drum_model.h"

namespace divisi::engine {

struct LoadedDrums {
  models::DrumModel network;
  decode::DrumTuning tuning;
  features::MelSpec ears;
};

/// Nothing in a program that was built without models/divisi_drums.dvw.
/// Errors    corrupt, unsupported: naming what is wrong in the built-in file.
Expected<std::optional<LoadedDrums>> load_built_in_drums();

/// From a weights file's bytes, which messages call `name`.
Expected<LoadedDrums> load_drums(std::string_view bytes, const std::string& name);

}  // namespace divisi::engine

/// All that a weights file determines: what is heard, the network, and how notes are decided.
#pragma once

#include <filesystem>
#include <string>

#include "divisi/error.h"
#include "divisi/grid.h"
#include "divisi/options.h"
#include "features/feature_extractor.h"
#include "models/note_model.h"

namespace divisi::engine {

struct LoadedModel {
  std::string name;
  std::string sha256;  ///< of the weights file's bytes
  features::FeatureSpec features;
  models::NoteModel network;
  DecodeOptions decode;  ///< file: decode.onset_threshold, decode.min_note_s, ...; the finer
                         ///< ones, decode.<field of DecodeTuning>, become its tuning
};

/// From `weights`, or from the weights built into the program when it is empty.
/// Errors    not_found (no such file; a program built without weights), io, corrupt, unsupported,
///           naming the file and what is wrong in it.
Expected<LoadedModel> load_model(const std::filesystem::path& weights);

/// The networks of notes and of timbre are read side by side, one pitch beside the other: both must
/// have the program's pitches. Errors: corrupt, naming the size.
Expected<void> check_pitches(const models::NoteNetSpec& network);

}  // namespace divisi::engine

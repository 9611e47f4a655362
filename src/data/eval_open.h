/// The layout in which this project keeps evaluation clips of many collections side by side.
///
/// Layout    <id>/mix.{flac,wav}; <id>/notes.csv (core/note_table.h: onset_s, offset_s, midi_pitch,
///           source_label; drums are "drums:<kind>"); optionally <id>/stems/<source>.flac,
///           <id>/f0/<source>.csv (time_s,f0_hz) and <id>/README, whose line "Truth completeness:"
///           says PARTIAL where not all sources are annotated. The group is the id up to its first
///           '_' or '-'.
/// Licence   that of each clip's collection.
/// Splits    test only: nothing is ever trained or tuned on these.
/// Citation  that of each clip's collection, in its README.
#pragma once

#include <filesystem>

#include "data/dataset.h"

namespace divisi::data {

/// Errors    not_found: no such folder, no clip in it, or a clip without mix or notes.
Expected<Dataset> load_eval_open(const std::filesystem::path& folder);

}  // namespace divisi::data

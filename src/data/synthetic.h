/// What `divisi synth` writes: clips with exact labels.
///
/// Layout    NNNNNN/mix.flac; NNNNNN/notes.csv (onset_s,offset_s,midi_pitch,velocity,source);
///           optionally NNNNNN/drums.csv (the same columns) and NNNNNN/stems/<source, two
///           digits>.flac; NNNNNN/clip.json, whose text "kind", where there is one, is the group.
/// Licence   that of the scores and soundfonts it was made from, listed by the recipe.
/// Splits    none within one folder: training and validation data are made apart.
/// Citation  none; made here.
#pragma once

#include <filesystem>

#include "data/dataset.h"

namespace divisi::data {

/// The sources of drums are "drums:<source>".
/// Folders whose names are not six digits are left alone.
/// Errors    not_found: no such folder, no clip in it, or a clip without one of its files;
///           corrupt: clip.json is no JSON.
Expected<Dataset> load_synthetic(const std::filesystem::path& folder);

}  // namespace divisi::data

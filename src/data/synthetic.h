/// What `divisi synth` writes: clips with exact labels.
///
/// Layout    NNNNNN/mix.flac; NNNNNN/notes.csv (onset_s,offset_s,midi_pitch,velocity,source);
///           optionally NNNNNN/drums.csv (the same columns) and NNNNNN/stems/<source, two
///           digits>.flac; NNNNNN/clip.json, whose text "kind", where there is one, is the group,
///           "piece" the id (otherwise NNNNNN), "split" the split and "instruments" the sources'
///           names in order.
/// Licence   that of the scores and soundfonts it was made from, listed by the recipe.
/// Splits    that of clip.json, which clips of the kind "pieces" have; for the other kinds,
/// training
///           and validation data are made apart.
/// Citation  none; made here.
#pragma once

#include <filesystem>

#include "data/dataset.h"

namespace divisi::data {

/// The sources of drums are "drums:<source>". Where clip.json names the sources, their names stand
/// for the numbers, "violin 1" and "violin 2" for two of a kind; drums are "drums".
/// Folders whose names are not six digits are left alone.
/// Errors    not_found: no such folder, no clip in it, or a clip without one of its files;
///           corrupt: clip.json is no JSON.
Expected<Dataset> load_synthetic(const std::filesystem::path& folder);

}  // namespace divisi::data

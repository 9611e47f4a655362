/// mshoxxDB: electronic music with its tracks and their MIDI files.
///
/// Layout    anywhere beneath the folder, <piece>.flac, its tracks <piece>_<source>.flac, and a
/// MIDI
///           file <piece>_<source>.mid for each track that plays notes.
/// Licence   CC BY-NC-SA 4.0.
/// Splits    the lists ms12 and ms14 are not read; `split` is empty.
/// Citation  M. Taenzer: mshoxxDB - a versioned dataset for electronic music. ISMIR late-breaking
///           demo, 2024.
/// Deviates  the file names are those of the collection's public demo folder and its description;
///           the archive itself was not at hand, so folders within it are searched, not assumed.
#pragma once

#include <filesystem>

#include "data/dataset.h"

namespace divisi::data {

/// A source whose name has "drum" or "perc" in it is percussion. The mixtures are mastered: they
/// are not the sum of the stems. A piece in which a pitched track has no MIDI file is not fully
/// annotated.
/// Errors    not_found: no such folder, or no piece with tracks in it.
Expected<Dataset> load_mshoxxdb(const std::filesystem::path& folder);

}  // namespace divisi::data

/// MAESTRO: 1276 competition performances on Disklavier pianos, about 200 hours.
///
/// Layout    maestro-v*.csv with the columns split, midi_filename and audio_filename (and others);
///           the files it names, in one folder for each year.
/// Licence   CC BY-NC-SA 4.0.
/// Splits    train, validation and test as published; no piece is in two of them.
/// Citation  C. Hawthorne et al.: Enabling factorized piano music modeling and generation with the
///           MAESTRO dataset. ICLR 2019.
#pragma once

#include <filesystem>

#include "data/dataset.h"

namespace divisi::data {

/// Notes sound on under the sustain pedal, as is usual for this collection.
/// Errors    not_found: no such folder, no table in it, or a file that the table names; corrupt.
Expected<Dataset> load_maestro(const std::filesystem::path& folder);

}  // namespace divisi::data

/// MusicNet: 330 recordings of classical chamber and solo music, labelled by score alignment.
///
/// Layout    {train,test}_data/<number>.wav and {train,test}_labels/<number>.csv with the columns
///           start_time and end_time (in samples at 44.1 kHz), instrument (General MIDI program
///           counted from 1) and note.
/// Licence   CC BY 4.0.
/// Splits    train and test as published. Labels are known to be late or wrong in places (error
///           rate estimated at 4 % by the authors).
/// Citation  J. Thickstun, Z. Harchaoui, S. Kakade: Learning features of music from scratch. ICLR
/// 2017.
#pragma once

#include <filesystem>

#include "data/dataset.h"

namespace divisi::data {

/// A source is the instrument's name, or "program <number>". Two players of one instrument are one
/// source: the labels do not tell them apart.
/// Errors    not_found: no such folder, no recording in it, or one without labels.
Expected<Dataset> load_musicnet(const std::filesystem::path& folder);

}  // namespace divisi::data

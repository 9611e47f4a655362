/// Notes as a table, one line for each note, in order of onset.
///
/// Columns   start_time_s,end_time_s,pitch_midi,velocity,pitch_bend,part,confidence
///           The first five are those of basic-pitch, so that its readers keep working; pitch_bend
///           is empty, for no bends are estimated.
/// Source    RFC 4180 (with \n for line ends).
#pragma once

#include <filesystem>
#include <string>

#include "divisi/error.h"
#include "divisi/score.h"

namespace divisi::score {

std::string format_notes_csv(const Score& score);

/// Errors    io.
Expected<void> write_notes_csv(const Score& score, const std::filesystem::path& path);

}  // namespace divisi::score

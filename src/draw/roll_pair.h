/// Two scores above each other on the same rulers of time and pitch: what is there, and what was
/// found.
///
/// Each is one row of a piano roll (draw/piano_roll.h), coloured by part; parts of the same place
/// in both have the same colour.
///
/// Units     seconds, MIDI pitches.
/// Errors    io. Any scores give a picture.
/// Thread    safe.
#pragma once

#include <filesystem>
#include <string>

#include "divisi/error.h"
#include "divisi/score.h"
#include "draw/canvas.h"

namespace divisi::draw {

/// The scores' titles are the headings. About 60 pixels for each second, within bounds.
Canvas draw_roll_pair(const Score& upper, const Score& lower);

Expected<void> write_roll_pair(const Score& upper, const Score& lower,
                               const std::filesystem::path& path);

}  // namespace divisi::draw

/// Standard MIDI files, read into a Score.
///
/// Source    Standard MIDI Files 1.0 (RP-001), types 0 and 1.
/// Units     seconds by the file's tempo map; pitches and velocities as written.
/// Errors    not_found, io; corrupt (truncated chunk, broken event, division 0); unsupported
///           (type 2, SMPTE time division). Any bytes are safe.
/// Thread    safe.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "divisi/error.h"
#include "divisi/score.h"

namespace divisi::score {

struct MidiReadOptions {
  /// Notes sound on until the sustain pedal (controller 64 >= 64) of their channel is released or
  /// the key is struck again, as in the labels of MAESTRO.
  bool extend_by_pedal = false;
};

/// One part for each (track, channel, program) that plays a note; channel 10 becomes drums. A note
/// that is never released ends with its track; a note of no length lasts one tick.
/// `name` is what error messages call the file.
Expected<Score> parse_midi(std::string_view bytes, const std::string& name,
                           const MidiReadOptions& options = {});

/// The same for a file.
Expected<Score> read_midi(const std::filesystem::path& path, const MidiReadOptions& options = {});

}  // namespace divisi::score

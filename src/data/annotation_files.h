/// The small text formats in which collections write notes and fundamental frequencies.
///
/// Errors    not_found, io; corrupt: naming file, line, found and expected.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/annotation.h"
#include "divisi/error.h"
#include "divisi/score.h"

namespace divisi::data {

/// Two columns, time in seconds and frequency in Hz (0 where silent), with a header when the file
/// begins with a letter; comma or blank separated.
Expected<core::PitchTrack> read_pitch_track(const std::filesystem::path& path,
                                            const std::string& source);

/// All parts of a Standard MIDI file. Sources are `source`, or the parts' names where it is empty;
/// drum parts are "drums". `extend_by_pedal`: see score/midi_reader.h.
Expected<std::vector<core::AnnotatedNote>> read_midi_notes(const std::filesystem::path& path,
                                                           const std::string& source,
                                                           bool extend_by_pedal = false);

}  // namespace divisi::data

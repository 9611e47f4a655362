/// Notes as a table of text: the format of references, of estimates and of divisi's own CSV files.
///
/// Columns   onset_s (or onset, start_time_s), offset_s (or offset, end_time_s), one of midi_pitch
/// | pitch_midi | midi | pitch, and where known
///           velocity and one of source | source_label | instrument | part. Others are ignored.
///           Without a header: onset, offset, pitch, and the source last where there are more.
/// Units     seconds, MIDI pitch (may be fractional).
/// Errors    not_found, io; corrupt: naming file, line, found and expected.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/annotation.h"
#include "divisi/error.h"

namespace divisi::core {

/// Sorted. Notes that do not end after they begin are left out, as the metrics require.
Expected<std::vector<AnnotatedNote>> parse_note_table(std::string_view text,
                                                      const std::string& name);

/// The same for a file.
Expected<std::vector<AnnotatedNote>> read_note_table(const std::filesystem::path& path);

}  // namespace divisi::core

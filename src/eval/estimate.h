/// What another program, or ours, says about the clips of a data set.
///
/// Layout    FOLDER/<id>/notes.{csv,json,mid}, optionally with frames.npy, times.npy and meta.json
///           beside it (eval/posterior.h); or FOLDER/<id>.{notes.csv,notes.json,csv,json,mid}, or
///           the same in FOLDER/<id>, as `divisi transcribe` names its files, without them.
/// Formats   CSV: core/note_table.h. JSON: docs/formats/notes_json.md. MIDI: score/midi_reader.h.
///           Each part is a source.
/// Errors    not_found, naming what was looked for; corrupt and unsupported, naming the file.
/// Thread    safe.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/annotation.h"
#include "divisi/error.h"
#include "eval/clip_score.h"

namespace divisi::eval {

/// By the file's extension: .csv, .json, .mid or .midi.
Expected<std::vector<core::AnnotatedNote>> read_note_file(const std::filesystem::path& path);

Expected<Estimate> read_estimate(const std::filesystem::path& folder, const std::string& clip_id);

}  // namespace divisi::eval

/// What another program, or ours, says about the clips of a data set.
///
/// Layout    FOLDER/<id>/notes.{csv,json,mid}, optionally with frames.npy, times.npy and meta.json
///           beside it (eval/posterior.h); or FOLDER/<id>.{csv,json,mid} without them.
/// Formats   CSV: core/note_table.h. JSON: an object with "notes", or with "parts" that have
/// "name",
///           "is_drums" and "notes"; a note has "onset_s", "offset_s", "pitch_midi" and optionally
///           "velocity". MIDI: score/midi_reader.h, each part a source.
/// Errors    not_found, naming what was looked for; corrupt and unsupported, naming the file.
/// Thread    safe.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/annotation.h"
#include "divisi/error.h"
#include "divisi/score.h"
#include "eval/clip_score.h"

namespace divisi::eval {

/// By the file's extension: .csv, .json, .mid or .midi.
Expected<std::vector<core::AnnotatedNote>> read_note_file(const std::filesystem::path& path);

Expected<Estimate> read_estimate(const std::filesystem::path& folder, const std::string& clip_id);

/// All parts of a score as one list, sorted; a drum part's source is "drums".
std::vector<core::AnnotatedNote> notes_of_score(const Score& score);

}  // namespace divisi::eval

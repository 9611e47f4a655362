/// Files out of a transcription, and evidence kept for deciding again.
///
/// All files are written beside their final name and renamed when complete: they are wholly there
/// or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "divisi/error.h"
#include "divisi/transcriber.h"

namespace divisi {

/// midi: type 1, tempo map, one named track for each part. json: docs/formats/notes_json.md.
/// csv: one line for each note. musicxml: a score to read. png: notes over the spectrogram.
enum class OutputFormat { midi, json, csv, musicxml, png };

/// From "midi", "json", "csv", "musicxml" or "png". Errors: invalid_argument, listing these names.
Expected<OutputFormat> parse_output_format(std::string_view name);

/// What follows the recording's stem: ".mid", ".notes.json", ".notes.csv", ".musicxml", ".png".
std::string_view output_suffix(OutputFormat format);

/// Errors    io, naming `path`. png: a transcription without spectrogram (decoded from saved
///           evidence) is drawn over its frame evidence instead.
Expected<void> write_output(const Transcription& transcription, OutputFormat format,
                            const std::filesystem::path& path,
                            MidiBends bends = MidiBends::channel);

/// Draws who won which note and, where a slot network dealt them, its slots: PNG.
/// Requires  a transcription made with keep_dealing. Errors: io, naming `path`.
Expected<void> write_dealing_picture(const Transcription& transcription,
                                     const std::filesystem::path& path);

/// The score of a file that write_output() wrote as json, or that somebody edited since.
/// Errors    not_found, io, corrupt, unsupported (a later format), naming file and field. Any bytes
///           are safe.
Expected<Score> read_score(const std::filesystem::path& path);

/// What write_output() writes as json, as text.
std::string format_notes_json(const Transcription& transcription);

/// Back from such text: score and origin, of which anything but the score may be missing. `name` is
/// what messages call it.
/// Errors    as read_score().
Expected<Transcription> parse_notes_json(std::string_view text, const std::string& name);

/// Writes evidence and origin (docs/formats/evidence.md).
/// Requires  a transcription made with keep_evidence. Errors: io.
Expected<void> save_evidence(const Transcription& transcription, const std::filesystem::path& path);

/// Reads it back, with an empty score: give it to Transcriber::decode.
/// Errors    not_found, io, corrupt, unsupported (a later format), naming file and field.
Expected<Transcription> load_evidence(const std::filesystem::path& path);

}  // namespace divisi

/// Notes and where they come from, as JSON: docs/formats/notes_json.md.
///
/// Units     seconds (rounded to a microsecond), MIDI pitches and velocities.
/// Errors    reading: not_found, io; corrupt (not JSON; a field that is missing, of the wrong kind
///           or out of its range); unsupported (not our format, or a later version). Each names
///           the file, the field, what was found and what was expected. Any bytes are safe.
/// Thread    safe.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "divisi/error.h"
#include "divisi/score.h"

namespace divisi::score {

/// A score with its origin. Empty strings are left out of the file.
struct ScoreDocument {
  Score score;
  std::string program_version;
  std::string input_file;  ///< name without folder
  std::string input_sha256;
  std::string model_name;
  std::string model_sha256;
  std::vector<std::pair<std::string, double>> options;  ///< what the notes were decided with
};

constexpr int kScoreJsonVersion = 1;

std::string format_score_json(const ScoreDocument& document);

/// Errors    io.
Expected<void> write_score_json(const ScoreDocument& document, const std::filesystem::path& path);

/// `name` is what messages call the file. Fields that are not known are ignored.
Expected<ScoreDocument> parse_score_json(std::string_view text, const std::string& name);

/// The same for a file.
Expected<ScoreDocument> read_score_json(const std::filesystem::path& path);

}  // namespace divisi::score

/// The options that `transcribe` and `decode` share: which files to write, where, and how notes
/// are decided.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "divisi/files.h"

namespace CLI {
class App;
}

namespace divisi::cli {

struct OutputOptions {
  std::filesystem::path folder;  ///< empty: divisi-out/<stem>/
  std::vector<OutputFormat> formats = {OutputFormat::midi, OutputFormat::json};
  bool force = false;
  bool skip_existing = false;
};

/// Only what the user said; the rest is the model's.
struct ThresholdOptions {
  std::optional<double> threshold;  ///< one dial for both, 0.5 is the model's choice
  std::optional<double> onset_threshold;
  std::optional<double> frame_threshold;
  std::optional<double> min_note_s;
  std::optional<double> ghost_suppression;  ///< 0 is the model's choice

  DecodeOptions applied_to(DecodeOptions options) const;
};

/// Where results go, and what happens to those that exist.
void add_place_options(CLI::App& command, OutputOptions& options);
/// The same, and which formats.
void add_output_options(CLI::App& command, OutputOptions& options);
void add_threshold_options(CLI::App& command, ThresholdOptions& options);
void add_part_options(CLI::App& command, PartOptions& options);

/// "90", "90s", "1500ms", "1:30", "1:02:03.5" in seconds. Errors: invalid_argument.
Expected<double> parse_time_s(const std::string& text);

/// Registers an option that takes such a time.
void add_time_option(CLI::App& command, const std::string& name, std::optional<double>& time_s,
                     const std::string& help);

}  // namespace divisi::cli

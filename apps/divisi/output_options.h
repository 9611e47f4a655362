/// The options that `transcribe` and `decode` share: which files to write, where, and how notes
/// are decided.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "divisi/files.h"

namespace CLI {
class App;
}

namespace divisi::cli {

struct OutputOptions {
  std::filesystem::path folder;  ///< empty: divisi-out/<stem>/
  std::vector<OutputFormat> formats = {OutputFormat::midi, OutputFormat::json};
  std::optional<MidiBends> bends = MidiBends::channel;  ///< nothing: none in any file
  bool force = false;
  bool skip_existing = false;
};

/// Where results go, and what happens to those that exist.
void add_place_options(CLI::App& command, OutputOptions& options);
/// The same, and which formats.
void add_output_options(CLI::App& command, OutputOptions& options);
void add_threshold_options(CLI::App& command, DecodeChanges& changes);
/// Who plays. Words that are no instruments are refused.
void add_instruments_option(CLI::App& command, std::vector<std::string>& instruments);
/// The same, and how many parts.
void add_part_options(CLI::App& command, PartOptions& options);

/// A whole text as a finite number >= 0.
std::optional<double> parse_number(std::string_view text);
/// "90", "90s", "1500ms", "1:30", "1:02:03.5" in seconds. Errors: invalid_argument.
Expected<double> parse_time_s(const std::string& text);

/// Registers an option that takes such a time.
void add_time_option(CLI::App& command, const std::string& name, std::optional<double>& time_s,
                     const std::string& help);

}  // namespace divisi::cli

/// Tables in text files: comma, tab or blank separated, with or without a header.
///
/// Source    RFC 4180 for quotes; blank-separated files as in MAPS, URMP and mir_eval.
/// Thread    safe.
#pragma once

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "divisi/error.h"

namespace divisi::core {

struct CsvOptions {
  char separator =
      ',';  ///< ' ' stands for any run of blanks and tabs, and then quotes mean nothing
  bool has_header = true;
};

/// Cells are trimmed, header names in lower case. Empty lines and lines starting with # are left
/// out; `lines[i]` is the number (from 1) of the line in the file on which row i begins.
struct CsvTable {
  std::string name;  ///< what messages call the file
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> lines;

  /// Index of the first of `names` that the header has.
  std::optional<std::size_t> find_column(std::initializer_list<std::string_view> names) const;
  /// The same. Errors: corrupt, naming the file, the header found and the name expected.
  Expected<std::size_t> require_column(std::initializer_list<std::string_view> names) const;
  /// A cell. Errors: corrupt, naming file and line, when the row has too few cells.
  Expected<std::string> text(std::size_t row, std::size_t column) const;
  /// A finite number. Errors: corrupt, naming file, line and what was found.
  Expected<double> number(std::size_t row, std::size_t column) const;
};

/// Errors    corrupt: a quote that is never closed, naming its line.
Expected<CsvTable> parse_csv(std::string_view text, const std::string& name,
                             const CsvOptions& options = {});

/// Errors    not_found, io, corrupt.
Expected<CsvTable> read_csv(const std::filesystem::path& path, const CsvOptions& options = {});

/// The whole of `text` as a finite number, or nothing.
std::optional<double> parse_number(std::string_view text);

}  // namespace divisi::core

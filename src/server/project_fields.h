/// What clients may say of a project, read.
///
/// Errors    invalid_argument, corrupt: what was found and what was expected.
/// Thread    safe. Any bytes are safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "divisi/error.h"

namespace divisi::server {

/// A name to show: the last part of a path, UTF-8 without control characters, 1 to 200 bytes.
Expected<std::string> parse_project_name(std::string_view text);

/// "auto" or 1 to 64; 0 stands for auto.
Expected<int> parse_part_count(std::string_view text);

/// {"name": "..."}
Expected<std::string> parse_rename(std::string_view json);

/// "\"12\"" or "12", as If-Match has it; nothing where it is no revision.
std::optional<int> parse_revision(std::string_view text);

/// A whole number from `low` to `high`.
Expected<std::int64_t> parse_whole(std::string_view name, std::string_view text, std::int64_t low,
                                   std::int64_t high);

}  // namespace divisi::server

/// Files that are either wholly there or not there at all.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "divisi/error.h"

namespace divisi::core {

/// Writes `bytes` to a temporary file beside `path`, flushes it to the disk and renames it.
///
/// Errors    io (no rights, disk full, no such folder), naming `path` and the system's reason; the
///           temporary file is removed and an existing `path` is untouched.
/// Thread    safe for different paths.
Expected<void> write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

/// The same for writers that need a path of their own: `write` is given the temporary path.
Expected<void> write_file_atomically(
    const std::filesystem::path& path,
    const std::function<Expected<void>(const std::filesystem::path& temporary)>& write);

/// The hidden name beside `path` under which it is made: of this process, so that no two meet.
std::filesystem::path temporary_beside(const std::filesystem::path& path);

/// Flushes the finished file `written`, which is to become `path`, to the disk: only then is a full
/// disk certain to be noticed. Errors: io, naming `path`.
Expected<void> flush_to_disk(const std::filesystem::path& written,
                             const std::filesystem::path& path);

/// The whole file as bytes. Errors: not_found, io.
Expected<std::string> read_file(const std::filesystem::path& path);

}  // namespace divisi::core

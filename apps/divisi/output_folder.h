/// Folders that results go into.
#pragma once

#include <filesystem>

#include "divisi/error.h"

namespace divisi::cli {

/// With all folders above it; nothing to do where it is there. Errors: io.
Expected<void> make_folder(const std::filesystem::path& folder);

}  // namespace divisi::cli

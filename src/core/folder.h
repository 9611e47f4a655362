/// Folders to write into.
#pragma once

#include <filesystem>

#include "divisi/error.h"

namespace divisi::core {

/// With all folders above it; nothing to do where it is there. Errors: io, naming it.
Expected<void> make_folder(const std::filesystem::path& folder);

}  // namespace divisi::core

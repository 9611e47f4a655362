/// Notes that were heard, kept in a file, so that hours of listening are done once.
///
/// The file is a cache: one that is cut short, of another version or of other weights is as good as
/// none.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "hearing/heard_clip.h"

namespace divisi::hearing {

/// `identity` says what was listened with. Errors: io. The file is there wholly or not at all.
Expected<void> write_heard(const std::filesystem::path& path, const std::string& identity,
                           const std::vector<HeardNotes>& clips);

std::optional<std::vector<HeardNotes>> read_heard(const std::filesystem::path& path,
                                                  const std::string& identity);

}  // namespace divisi::hearing

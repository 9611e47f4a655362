/// Which sound files a project has, and under which names they are asked for.
///
/// Only what stems.json lists is ever opened: a name that a client sends is compared, not put into
/// a path.
///
/// Thread    safe.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "server/project.h"

namespace divisi::server {

struct StemFile {
  std::string name;  ///< "01_violin.flac"; "played-01_violin.flac" for its notes played
  std::filesystem::path path;
};

std::vector<StemFile> stem_files(const std::filesystem::path& folder);
std::optional<std::filesystem::path> find_stem(const std::filesystem::path& folder,
                                               std::string_view name);

/// As GET /projects/{id}/stems answers.
std::string stems_json(const Project& project, const std::filesystem::path& folder);

}  // namespace divisi::server

/// The list of projects as it survives the server. The only place that knows SQLite.
///
/// Source    SQLite 3, in WAL mode with every change flushed to the disk.
/// Errors    io (no rights, disk full, another server has it); corrupt: not such a file.
/// Thread    one at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "divisi/error.h"
#include "server/project.h"

namespace divisi::server {

class ProjectIndex {
 public:
  /// Makes the file when it is not there. One server at a time may have it open.
  static Expected<std::unique_ptr<ProjectIndex>> open(const std::filesystem::path& path);
  virtual ~ProjectIndex() = default;

  /// All, oldest first. Progress is not kept.
  virtual Expected<std::vector<Project>> read_all() = 0;
  /// Adds or replaces.
  virtual Expected<void> write(const Project& project) = 0;
  virtual Expected<void> erase(const std::string& id) = 0;
};

}  // namespace divisi::server

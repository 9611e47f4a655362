/// A folder of files that belong together: all of them appear at once, or none does.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "divisi/error.h"

namespace divisi::core {

/// Files are made in temporary(), a hidden folder beside the target; commit() puts it in place.
///
/// Errors    io, naming the target and the system's reason.
/// Thread    one user; different targets are independent.
class AtomicFolder {
 public:
  /// The folder above the target must be there.
  static Expected<AtomicFolder> create(const std::filesystem::path& target);

  AtomicFolder(AtomicFolder&& other) noexcept;
  AtomicFolder& operator=(AtomicFolder&&) = delete;
  /// Removes what was not committed.
  ~AtomicFolder();

  const std::filesystem::path& temporary() const { return temporary_; }

  /// Flushes the files to the disk and renames. Where the target is there already, its
  /// files are replaced one by one, and those of its others for which `is_of_before` holds are
  /// removed; what else somebody keeps there stays.
  Expected<void> commit(const std::function<bool(const std::string& name)>& is_of_before);

 private:
  AtomicFolder(std::filesystem::path target, std::filesystem::path temporary);
  Expected<void> replace_files(const std::function<bool(const std::string&)>& is_of_before);

  std::filesystem::path target_, temporary_;
};

}  // namespace divisi::core

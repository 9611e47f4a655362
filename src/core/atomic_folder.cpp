#include "core/atomic_folder.h"

#include <system_error>
#include <utility>
#include <vector>

#include "core/atomic_file.h"
#include "core/folder.h"

namespace divisi::core {
namespace {

namespace fs = std::filesystem;

Error cannot_write(const fs::path& path, const std::error_code& problem) {
  return {ErrorCode::io, path.string() + ": cannot write: " + problem.message(), path.string()};
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code problem;
  for (fs::directory_iterator entry(folder, problem), end; !problem && entry != end;
       entry.increment(problem)) {
    names.push_back(entry->path().filename().string());
  }
  return names;
}

}  // namespace

Expected<AtomicFolder> AtomicFolder::create(const fs::path& folder) {
  const fs::path target = folder.has_filename() ? folder : folder.parent_path();  // "stems/"
  const fs::path temporary = temporary_beside(target);
  std::error_code problem;
  fs::remove_all(temporary, problem);
  if (!fs::create_directory(temporary, problem)) return cannot_write(target, problem);
  return AtomicFolder(target, temporary);
}

AtomicFolder::AtomicFolder(fs::path target, fs::path temporary)
    : target_(std::move(target)), temporary_(std::move(temporary)) {}

AtomicFolder::AtomicFolder(AtomicFolder&& other) noexcept
    : target_(std::move(other.target_)), temporary_(std::exchange(other.temporary_, {})) {}

AtomicFolder::~AtomicFolder() {
  std::error_code ignored;
  if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
}

Expected<void> AtomicFolder::commit(const std::function<bool(const std::string&)>& is_of_before) {
  for (const std::string& name : names_in(temporary_)) {
    if (Expected<void> good = flush_to_disk(temporary_ / name, target_ / name); !good) return good;
  }
  std::error_code problem;
  if (fs::exists(target_, problem)) return replace_files(is_of_before);
  fs::rename(temporary_, target_, problem);
  if (problem) return cannot_write(target_, problem);
  temporary_.clear();
  return {};
}

Expected<void> AtomicFolder::replace_files(
    const std::function<bool(const std::string&)>& is_of_before) {
  const std::vector<std::string> fresh = names_in(temporary_);
  std::error_code problem;
  for (const std::string& name : names_in(target_)) {
    if (is_of_before(name)) fs::remove(target_ / name, problem);
    if (problem) return cannot_write(target_ / name, problem);
  }
  for (const std::string& name : fresh) {
    fs::rename(temporary_ / name, target_ / name, problem);
    if (problem) return cannot_write(target_ / name, problem);
  }
  return {};
}

}  // namespace divisi::core

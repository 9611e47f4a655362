#include "data/folder.h"

#include <algorithm>
#include <system_error>

namespace divisi::data {
namespace {

namespace fs = std::filesystem;

template <class Iterator, class Keep>
Expected<std::vector<fs::path>> collect(const fs::path& folder, const Keep& keep) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return Error{ErrorCode::not_found, folder.string() + ": expected a folder", folder.string()};
  }
  std::vector<fs::path> found;
  Iterator iterator(folder, error);
  for (; !error && iterator != Iterator(); iterator.increment(error)) {
    std::error_code ignored;
    const bool hidden = iterator->path().filename().string().rfind('.', 0) == 0;
    if (!hidden && keep(*iterator, ignored)) found.push_back(iterator->path());
  }
  if (error) {
    return Error{ErrorCode::io, folder.string() + ": cannot be read: " + error.message(),
                 folder.string()};
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool keep_folders(const fs::directory_entry& entry, std::error_code& error) {
  return entry.is_directory(error);
}

bool keep_files(const fs::directory_entry& entry, std::error_code& error) {
  return entry.is_regular_file(error);
}

}  // namespace

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

Expected<std::vector<fs::path>> folders_in(const fs::path& folder) {
  return collect<fs::directory_iterator>(folder, keep_folders);
}

Expected<std::vector<fs::path>> files_in(const fs::path& folder) {
  return collect<fs::directory_iterator>(folder, keep_files);
}

Expected<std::vector<fs::path>> files_beneath(const fs::path& folder) {
  return collect<fs::recursive_directory_iterator>(folder, keep_files);
}

Expected<fs::path> first_file(const std::vector<fs::path>& candidates) {
  std::string names;
  for (const fs::path& path : candidates) {
    if (is_file(path)) return path;
    names += (names.empty() ? "" : " or ") + path.string();
  }
  return Error{ErrorCode::not_found, names + ": expected this file, found none",
               candidates.front().string()};
}

Error no_clips(const std::string& dataset, const fs::path& folder, const std::string& layout) {
  return {ErrorCode::not_found,
          folder.string() + ": found no clip of " + dataset + ", expected " + layout,
          folder.string()};
}

bool starts_with(const std::string& text, const std::string& beginning) {
  return text.rfind(beginning, 0) == 0;
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

}  // namespace divisi::data

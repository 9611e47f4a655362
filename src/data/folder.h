/// Looking for a collection's files, with errors that name what is missing.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "divisi/error.h"

namespace divisi::data {

bool is_file(const std::filesystem::path& path);

/// Sorted by name; hidden ones left out.
/// Errors    not_found: no such folder; io: it cannot be read.
Expected<std::vector<std::filesystem::path>> folders_in(const std::filesystem::path& folder);
Expected<std::vector<std::filesystem::path>> files_in(const std::filesystem::path& folder);
/// The same with everything beneath.
Expected<std::vector<std::filesystem::path>> files_beneath(const std::filesystem::path& folder);

/// The first of `candidates` that is a file. Errors: not_found, naming all of them.
Expected<std::filesystem::path> first_file(const std::vector<std::filesystem::path>& candidates);

/// For a folder in which not one clip was found. `layout` says what was looked for.
Error no_clips(const std::string& dataset, const std::filesystem::path& folder,
               const std::string& layout);

bool starts_with(const std::string& text, const std::string& beginning);
bool ends_with(const std::string& text, const std::string& end);
std::vector<std::string> split(const std::string& text, char separator);

}  // namespace divisi::data

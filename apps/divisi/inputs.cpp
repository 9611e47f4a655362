#include "inputs.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <system_error>

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;

/// What is worth trying in a folder. A file that is named itself is tried whatever it is called.
constexpr std::array<std::string_view, 31> kRecordingSuffixes = {
    ".wav", ".wave", ".rf64", ".w64", ".aif", ".aiff", ".aifc", ".au",  ".snd", ".caf", ".flac",
    ".ogg", ".oga",  ".opus", ".mp3", ".mp2", ".m4a",  ".m4b",  ".aac", ".mp4", ".m4v", ".mov",
    ".mkv", ".mka",  ".webm", ".wma", ".wmv", ".avi",  ".ac3",  ".ape", ".wv"};

bool looks_like_recording(const fs::path& path) {
  std::string suffix = path.extension().string();
  std::transform(suffix.begin(), suffix.end(), suffix.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  return std::find(kRecordingSuffixes.begin(), kRecordingSuffixes.end(), suffix) !=
         kRecordingSuffixes.end();
}

Input unusable(const fs::path& path, ErrorCode code, const std::string& what) {
  const std::string name = path.empty() ? "''" : path.string();
  return {path, {}, {}, Error{code, name + ": " + what, name}};
}

/// The entries of one folder in order of name, so that runs are alike on every file system.
std::vector<fs::directory_entry> sorted_entries(const fs::path& folder, std::error_code& problem) {
  std::vector<fs::directory_entry> entries;
  fs::directory_iterator entry(folder, problem);
  for (; !problem && entry != fs::directory_iterator(); entry.increment(problem)) {
    entries.push_back(*entry);
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

void gather_folder(const fs::path& folder, const fs::path& below, bool recursive,
                   std::vector<Input>& inputs) {
  std::error_code problem;
  const std::vector<fs::directory_entry> entries = sorted_entries(folder, problem);
  if (problem) {
    inputs.push_back(unusable(folder, ErrorCode::io, "cannot read folder: " + problem.message()));
    return;
  }
  for (const fs::directory_entry& entry : entries) {
    std::error_code ignored;
    const fs::path name = entry.path().filename();
    if (name.string().starts_with('.')) continue;
    if (entry.is_directory(ignored)) {
      // Links to folders are left alone: they may lead round in a circle.
      if (recursive && !entry.is_symlink(ignored)) {
        gather_folder(entry.path(), below / name, recursive, inputs);
      }
    } else if (looks_like_recording(name)) {
      inputs.push_back({entry.path(), below, {}, {}});
    }
  }
}

void gather_named(const fs::path& path, bool recursive, std::vector<Input>& inputs) {
  std::error_code problem;
  const fs::file_status status = fs::status(path, problem);
  if (status.type() == fs::file_type::not_found) {
    inputs.push_back(unusable(path, ErrorCode::not_found, "no such file or folder"));
  } else if (problem) {
    inputs.push_back(unusable(path, ErrorCode::io, "cannot read: " + problem.message()));
  } else if (status.type() == fs::file_type::directory) {
    const std::size_t before = inputs.size();
    gather_folder(path, {}, recursive, inputs);
    if (inputs.size() == before) {
      inputs.push_back(unusable(path, ErrorCode::not_found,
                                recursive ? "no recordings in this folder or below"
                                          : "no recordings in this folder (--recursive looks "
                                            "into the folders below)"));
    }
  } else {
    inputs.push_back({path, {}, {}, {}});
  }
}

void drop_repeated(std::vector<Input>& inputs) {
  std::set<fs::path> seen;
  std::erase_if(inputs, [&seen](const Input& input) {
    std::error_code problem;
    const fs::path known = fs::weakly_canonical(input.path, problem);
    return !seen.insert(problem ? input.path : known).second;
  });
}

void give_names(std::vector<Input>& inputs) {
  std::map<fs::path, int> stems;
  for (const Input& input : inputs) ++stems[input.below / input.path.stem()];
  std::set<fs::path> taken;
  for (Input& input : inputs) {
    const bool shared = stems[input.below / input.path.stem()] > 1;
    const std::string wanted = (shared ? input.path.filename() : input.path.stem()).string();
    input.name = wanted;
    for (int number = 2; !taken.insert(input.below / input.name).second; ++number) {
      input.name = wanted + "-" + std::to_string(number);
    }
  }
}

}  // namespace

std::vector<Input> gather_inputs(const std::vector<fs::path>& named, bool recursive) {
  std::vector<Input> inputs;
  for (const fs::path& path : named) gather_named(path, recursive, inputs);
  drop_repeated(inputs);
  give_names(inputs);
  return inputs;
}

fs::path result_stem(const Input& input, const fs::path& output_folder) {
  if (!output_folder.empty()) return output_folder / input.below / input.name;
  return fs::path("divisi-out") / input.below / input.name / input.name;
}

}  // namespace divisi::cli

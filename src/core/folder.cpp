#include "core/folder.h"

#include <string>
#include <system_error>

namespace divisi::core {

Expected<void> make_folder(const std::filesystem::path& folder) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (!problem && std::filesystem::is_directory(folder, problem)) return {};
  return Error{ErrorCode::io,
               folder.string() + ": cannot make this folder: " +
                   (problem ? problem.message() : std::string("something else is there")),
               folder.string()};
}

}  // namespace divisi::core

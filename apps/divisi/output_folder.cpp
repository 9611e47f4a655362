#include "output_folder.h"

#include <string>
#include <system_error>

namespace divisi::cli {

namespace fs = std::filesystem;

Expected<void> make_folder(const fs::path& folder) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (!problem && fs::is_directory(folder, problem)) return {};
  return Error{ErrorCode::io,
               folder.string() + ": cannot make this folder: " +
                   (problem ? problem.message() : std::string("something else is there")),
               folder.string()};
}

}  // namespace divisi::cli

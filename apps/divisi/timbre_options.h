/// Which enrolled timbres a command knows.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "divisi/options.h"
#include "divisi/timbres.h"

namespace CLI {
class App;
}

namespace divisi::cli {

/// --timbres FILE
void add_timbres_option(CLI::App& command, std::filesystem::path& file);

struct KnownTimbres {
  std::vector<Timbre> timbres;
  std::vector<std::string> warnings;  ///< one line each
};

/// The timbres of `file`, or, when it is empty, of the user's own file if there is one: that one is
/// left out with a warning where it cannot be read. None where there is but one part, for then
/// nobody listens for timbre.
/// Errors    those of reading `file`; invalid_argument: it is named, and there is but one part.
Expected<KnownTimbres> known_timbres(const std::filesystem::path& file, const PartOptions& parts);

}  // namespace divisi::cli

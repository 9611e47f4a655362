#include "timbre_options.h"

#include <system_error>
#include <utility>

#include <CLI/CLI.hpp>

namespace divisi::cli {

void add_timbres_option(CLI::App& command, std::filesystem::path& file) {
  command
      .add_option("--timbres", file,
                  "File of enrolled timbres\n"
                  "[default: divisi/timbres.json in $XDG_DATA_HOME or ~/.local/share]")
      ->check([](const std::string& text) { return text.empty() ? "names no file" : ""; })
      ->type_name("FILE");
}

Expected<KnownTimbres> known_timbres(const std::filesystem::path& file, const PartOptions& parts) {
  if (!file.empty()) {
    if (parts.count == 1) {
      return Error{ErrorCode::invalid_argument,
                   "--timbres names parts: it needs --parts auto, or a number above 1",
                   {}};
    }
    Expected<std::vector<Timbre>> timbres = read_timbres(file);
    if (!timbres) return timbres.error();
    return KnownTimbres{std::move(*timbres), {}};
  }
  const std::filesystem::path own = default_timbres_file();
  std::error_code ignored;
  if (parts.count == 1 || own.empty() || !std::filesystem::exists(own, ignored))
    return KnownTimbres();
  Expected<std::vector<Timbre>> timbres = read_timbres(own);
  if (timbres) return KnownTimbres{std::move(*timbres), {}};
  return KnownTimbres{{}, {"enrolled timbres are left out: " + timbres.error().message}};
}

}  // namespace divisi::cli

/// What a musician takes away: the score as it is now, in each format.
///
/// Errors    those of reading the project and of write_output(); not_found: no such format.
/// Thread    safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/http_message.h"
#include "server/projects.h"

namespace divisi::server {

struct Export {
  std::string name;  ///< "song.mid"
  std::string_view type;
  std::vector<HttpPiece> pieces;
};

/// "midi", "json", "csv", "musicxml", "png", "zip".
std::vector<std::string> export_names();

/// `format` is one of export_names(). A zip holds all of them, and the stems where there are any.
Expected<Export> make_export(const Projects& projects, const Project& project,
                             std::string_view format);

}  // namespace divisi::server

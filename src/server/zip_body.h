/// Files as one zip archive that is never written anywhere: its pieces are sent one after the
/// other.
///
/// Source    APPNOTE.TXT 6.3.10, without compression (FLAC and PNG have theirs) and without zip64.
/// Errors    those of reading; out_of_range: more than 4 GiB together.
/// Thread    safe.
#pragma once

#include <string>
#include <vector>

#include "server/http_message.h"

namespace divisi::server {

struct ZipEntry {
  std::string name;  ///< UTF-8, with / between folders
  HttpPiece piece;
};

Expected<std::vector<HttpPiece>> zip_of(const std::vector<ZipEntry>& entries);

}  // namespace divisi::server

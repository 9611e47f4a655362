/// Files as one zip archive that is never written anywhere: its pieces are sent one after the
/// other.
///
/// Source    APPNOTE.TXT 6.3.10, without compression (FLAC and PNG have theirs); with zip64 where
///           something has 4 GiB or more, or lies behind so much.
/// Errors    those of reading; out_of_range: a name of more than 65,535 bytes.
/// Thread    safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "server/http_message.h"

namespace divisi::server {

struct ZipEntry {
  std::string name;  ///< UTF-8, with / between folders
  HttpPiece piece;
};

/// Reads all of them for their checksums.
Expected<std::vector<HttpPiece>> zip_of(const std::vector<ZipEntry>& entries);

/// The same with checksums [entries] that are known.
std::vector<HttpPiece> zip_with(const std::vector<ZipEntry>& entries,
                                const std::vector<std::uint32_t>& checksums);

}  // namespace divisi::server

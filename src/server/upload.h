/// A recording that is being sent, onto the disk as it arrives.
///
/// Errors    out_of_range: longer than allowed; invalid_argument: nothing was sent; io: the client
///           went away, the disk is full (Error::where is then kDiskFull); corrupt: bad chunks.
/// Thread    safe for different folders.
#pragma once

#include <cstdint>
#include <filesystem>

#include "server/http_message.h"

namespace divisi::server {

constexpr const char* kDiskFull = "disk";

/// Writes the body as `path` and flushes it to the disk.
Expected<std::int64_t> receive_upload(HttpRequest& request, const std::filesystem::path& path,
                                      std::int64_t most_bytes);

}  // namespace divisi::server

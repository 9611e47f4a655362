/// The page: files that are in the program, found in a table. No path reaches the file system.
///
/// A request for "a/b.js" is answered with the bytes of "a/b.js.gz" where only that is there.
///
/// Thread    safe.
#pragma once

#include <string_view>

#include "server/http_message.h"

namespace divisi::server {

/// 404 where the page has no such file. Requires: GET.
HttpResponse static_file(const HttpRequest& request);

/// "text/html; charset=utf-8" for "index.html".
std::string_view content_type_of(std::string_view path);

}  // namespace divisi::server

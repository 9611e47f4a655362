/// The few kinds of answers that all routes give.
///
/// Thread    safe.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "server/http_message.h"

namespace divisi::server {

/// {"error": {"code": ..., "message": ...}}
HttpResponse error_answer(int status, std::string_view code, const std::string& message);
/// The same for what the engine says.
HttpResponse error_answer(const Error& error);

HttpResponse json_answer(int status, std::string json);

/// A file, or the stretch of it that the request's Range asks for. 404 where it is not there.
HttpResponse file_answer(const HttpRequest& request, const std::filesystem::path& path,
                         std::string_view type);

/// Errors    not_found, io.
Expected<HttpPiece> open_piece(const std::filesystem::path& path);

/// "attachment; filename=..." for any name.
std::string attachment_named(std::string_view name);

/// The whole body. Errors: out_of_range: more than `most_bytes`; io, corrupt as HttpBody.
Expected<std::string> read_text_body(HttpRequest& request, std::int64_t most_bytes);

}  // namespace divisi::server

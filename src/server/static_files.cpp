#include "server/static_files.h"

#include <array>

#include "embedded/studio_page.h"
#include "server/answers.h"

namespace divisi::server {
namespace {

using embedded::EmbeddedFile;

constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kTypes = {
    {{".html", "text/html; charset=utf-8"},
     {".js", "text/javascript; charset=utf-8"},
     {".mjs", "text/javascript; charset=utf-8"},
     {".css", "text/css; charset=utf-8"},
     {".json", "application/json"},
     {".map", "application/json"},
     {".wasm", "application/wasm"},
     {".svg", "image/svg+xml"},
     {".png", "image/png"},
     {".ico", "image/x-icon"},
     {".woff2", "font/woff2"},
     {".txt", "text/plain; charset=utf-8"},
     {".gz", "application/gzip"},
     {".webmanifest", "application/manifest+json"}}};

const EmbeddedFile* find_file(std::string_view path) {
  for (const EmbeddedFile& file : embedded::studio_page()) {
    if (file.path == path) return &file;
  }
  return nullptr;
}

/// Tells versions of a file apart; nobody is kept out by it.
std::string etag_of(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return "\"" + std::to_string(hash) + "\"";
}

}  // namespace

std::string_view content_type_of(std::string_view path) {
  for (const auto& [ending, type] : kTypes) {
    if (path.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

HttpResponse static_file(const HttpRequest& request) {
  std::string path = request.path == "/" ? "index.html" : request.path.substr(1);
  const EmbeddedFile* file = find_file(path);
  const bool is_packed = file == nullptr && (file = find_file(path + ".gz")) != nullptr;
  if (file == nullptr) return error_answer(404, "not_found", "there is nothing at this address");
  HttpResponse answer;
  answer.with("Content-Type", std::string(content_type_of(path)));
  if (is_packed) answer.with("Content-Encoding", "gzip");
  // Names in assets/ carry a hash of what is in them.
  answer.with("Cache-Control",
              path.starts_with("assets/") ? "public, max-age=31536000, immutable" : "no-cache");
  const std::string etag = etag_of(file->bytes);
  answer.with("ETag", etag);
  const std::string* known = request.header("If-None-Match");
  if (known != nullptr && *known == etag) {
    answer.status = 304;
  } else {
    answer.body = file->bytes;
  }
  return answer;
}

}  // namespace divisi::server

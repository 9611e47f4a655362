#include "server/answers.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>

#include "core/json.h"
#include "server/byte_range.h"
#include "server/uri.h"

namespace divisi::server {
namespace {

struct ErrorEntry {
  ErrorCode code;
  int status;
  std::string_view name;
};

constexpr ErrorEntry kErrors[] = {{ErrorCode::not_found, 404, "not_found"},
                                  {ErrorCode::corrupt, 422, "corrupt"},
                                  {ErrorCode::unsupported, 422, "unsupported"},
                                  {ErrorCode::invalid_argument, 400, "invalid_argument"},
                                  {ErrorCode::io, 500, "io"},
                                  {ErrorCode::out_of_range, 413, "too_large"},
                                  {ErrorCode::cancelled, 409, "cancelled"},
                                  {ErrorCode::internal, 500, "internal"}};

}  // namespace

HttpResponse json_answer(int status, std::string json) {
  HttpResponse answer;
  answer.status = status;
  answer.body = std::move(json);
  answer.with("Content-Type", "application/json").with("Cache-Control", "no-store");
  return answer;
}

HttpResponse error_answer(int status, std::string_view code, const std::string& message) {
  return json_answer(status, "{\"error\": {\"code\": " + core::quote_json(code) +
                                 ", \"message\": " + core::quote_json(message) + "}}\n");
}

HttpResponse error_answer(const Error& error) {
  for (const ErrorEntry& entry : kErrors) {
    if (entry.code == error.code) return error_answer(entry.status, entry.name, error.message);
  }
  return error_answer(500, "internal", error.message);
}

Expected<HttpPiece> open_piece(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) {
    const ErrorCode code = errno == ENOENT ? ErrorCode::not_found : ErrorCode::io;
    return Error{code, path.filename().string() + ": " + std::strerror(errno), {}};
  }
  HttpPiece piece;
  piece.file = std::make_shared<OpenFile>(file);
  struct stat status {};
  if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
    return Error{ErrorCode::io, path.filename().string() + ": is no file", {}};
  }
  piece.length = static_cast<std::uint64_t>(status.st_size);
  return piece;
}

HttpResponse file_answer(const HttpRequest& request, const std::filesystem::path& path,
                         std::string_view type) {
  Expected<HttpPiece> piece = open_piece(path);
  if (!piece) return error_answer(piece.error());
  const std::uint64_t size = piece->length;
  HttpResponse answer;
  answer.with("Content-Type", std::string(type)).with("Cache-Control", "no-store");
  answer.with("Accept-Ranges", "bytes");
  if (const std::string* header = request.header("Range")) {
    const auto range = parse_byte_range(*header, size);
    if (std::holds_alternative<Unsatisfiable>(range)) {
      return error_answer(416, "range",
                          "there are " + std::to_string(size) + " bytes, none of " +
                              "them in the range asked for")
          .with("Content-Range", "bytes */" + std::to_string(size));
    }
    if (const auto* part = std::get_if<ByteRange>(&range)) {
      answer.status = 206;
      piece->offset = part->first;
      piece->length = part->length;
      answer.with("Content-Range", "bytes " + std::to_string(part->first) + "-" +
                                       std::to_string(part->first + part->length - 1) + "/" +
                                       std::to_string(size));
    }
  }
  answer.body = std::vector<HttpPiece>{std::move(*piece)};
  return answer;
}

std::string attachment_named(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    plain += byte < 0x20 || byte > 0x7e || c == '"' || c == '\\' || c == '/' ? '_' : c;
  }
  return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encode_percent(name);
}

Expected<std::string> read_text_body(HttpRequest& request, std::int64_t most_bytes) {
  std::string text;
  if (request.body == nullptr) return text;
  const auto most = static_cast<std::uint64_t>(most_bytes);
  const Error too_long{ErrorCode::out_of_range,
                       "the request's body is longer than " + std::to_string(most) + " bytes",
                       {}};
  if (request.body->announced_bytes().value_or(0) > most) return too_long;
  char block[16384];
  while (true) {
    const Expected<std::size_t> got = request.body->read(block, sizeof(block));
    if (!got) return got.error();
    if (*got == 0) return text;
    if (text.size() + *got > most) return too_long;
    text.append(block, *got);
  }
}

}  // namespace divisi::server

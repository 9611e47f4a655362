/// Requests and answers, whatever reads and writes them.
///
/// Source    RFC 9110, RFC 9112; WHATWG HTML section 9.2 for event streams.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "divisi/error.h"

namespace divisi::server {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// The bytes that follow a request's head, read as they arrive. Thread: one at a time.
class HttpBody {
 public:
  virtual ~HttpBody() = default;
  /// What the client says there will be; nothing when it sends chunks.
  virtual std::optional<std::uint64_t> announced_bytes() const = 0;
  /// Up to `size` bytes; 0 at the end. Errors: io: the client went away, or is too slow;
  /// corrupt: the chunks are none.
  virtual Expected<std::size_t> read(char* into, std::size_t size) = 0;
};

struct HttpRequest {
  std::string method;                                      ///< "GET"
  std::string path;                                        ///< percent signs decoded; "/a/b"
  std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in order
  HttpHeaders headers;                                     ///< as they came
  HttpBody* body = nullptr;                                ///< null where there is none
  std::vector<std::string> captured = {};  ///< what the route's {...} stand for (router.h)

  /// The first header of that name, whatever its case; null where there is none.
  const std::string* header(std::string_view name) const;
  int count_header(std::string_view name) const;
  const std::string* query_value(std::string_view name) const;
};

/// An open file that closes itself.
class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

/// `length` bytes of a file from `offset` on, or of `text` where there is no file.
struct HttpPiece {
  std::shared_ptr<const OpenFile> file;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::string text = {};
};

/// Takes what a stream has to say. Thread: one at a time.
class HttpSink {
 public:
  virtual ~HttpSink() = default;
  /// False once the client has gone or the server stops.
  virtual bool write(std::string_view text) = 0;
  virtual bool is_open() = 0;
};
using HttpStream = std::function<void(HttpSink&)>;

/// Text in memory (the server's for ever, where it is a view), pieces one after the other, or a
/// stream without an announced end.
struct HttpResponse {
  int status = 200;
  HttpHeaders headers = {};
  std::variant<std::string, std::string_view, std::vector<HttpPiece>, HttpStream> body = {};

  HttpResponse& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

/// "Not Found" for 404.
std::string_view reason_of(int status);

/// Answers one request; called by several threads at once.
using HttpHandler = std::function<HttpResponse(HttpRequest&)>;

}  // namespace divisi::server

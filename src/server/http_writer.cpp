#include "server/http_writer.h"

#include <numeric>

namespace divisi::server {
namespace {

/// With every answer: no guessing of types, no framing, no scripts but ours, a window of its own
/// (without which browsers refuse shared memory and exact clocks).
constexpr std::string_view kAlways =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Embedder-Policy: require-corp\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Content-Security-Policy: default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'\r\n";

std::optional<std::uint64_t> length_of(const HttpResponse& response) {
  if (const auto* text = std::get_if<std::string>(&response.body)) return text->size();
  if (const auto* view = std::get_if<std::string_view>(&response.body)) return view->size();
  if (const auto* pieces = std::get_if<std::vector<HttpPiece>>(&response.body)) {
    return std::accumulate(
        pieces->begin(), pieces->end(), std::uint64_t{0},
        [](std::uint64_t sum, const HttpPiece& piece) { return sum + piece.length; });
  }
  return std::nullopt;
}

/// A header's value comes from us, but a name in it may come from a client.
std::string without_line_breaks(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) safe += c;
  }
  return safe;
}

std::string head_of(const HttpResponse& response, bool keeps_alive) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " " +
                     std::string(reason_of(response.status)) + "\r\n";
  for (const auto& [name, value] : response.headers) {
    head += name + ": " + without_line_breaks(value) + "\r\n";
  }
  const bool has_body = response.status != 204 && response.status != 304;
  if (const auto length = length_of(response); length && has_body) {
    head += "Content-Length: " + std::to_string(*length) + "\r\n";
  }
  head += keeps_alive ? "Connection: keep-alive\r\n" : "Connection: close\r\n";
  head += kAlways;
  return head + "\r\n";
}

class ConnectionSink final : public HttpSink {
 public:
  ConnectionSink(Connection& connection, std::chrono::milliseconds stall)
      : connection_(connection), stall_(stall) {}
  bool write(std::string_view text) override {
    is_open_ = is_open_ && connection_.send(text, stall_);
    return is_open_;
  }
  bool is_open() override { return is_open_ && connection_.is_open(); }

 private:
  Connection& connection_;
  std::chrono::milliseconds stall_;
  bool is_open_ = true;
};

bool write_pieces(Connection& connection, const std::vector<HttpPiece>& pieces,
                  std::chrono::milliseconds stall) {
  for (const HttpPiece& piece : pieces) {
    const bool sent = piece.file ? connection.send_file(piece.file->descriptor(), piece.offset,
                                                        piece.length, stall)
                                 : connection.send(piece.text, stall);
    if (!sent) return false;
  }
  return true;
}

}  // namespace

bool write_response(Connection& connection, const HttpResponse& response,
                    const WriteOptions& options, std::chrono::milliseconds stall) {
  const std::string head = head_of(response, options.keeps_alive);
  const auto* text = std::get_if<std::string>(&response.body);
  const auto* view = std::get_if<std::string_view>(&response.body);
  if (!connection.send(head, stall)) return false;
  if (options.head_only) return true;
  if (text != nullptr) return connection.send(*text, stall);
  if (view != nullptr) return connection.send(*view, stall);
  if (const auto* pieces = std::get_if<std::vector<HttpPiece>>(&response.body)) {
    return write_pieces(connection, *pieces, stall);
  }
  ConnectionSink sink(connection, stall);
  std::get<HttpStream>(response.body)(sink);
  return false;  // a stream ends with its connection
}

}  // namespace divisi::server

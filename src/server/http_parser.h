/// Requests out of bytes. The only place that knows Boost.Beast, which parses them.
///
/// Beast rather than cpp-httplib: it is header-only and parses what it is handed, so that sockets,
/// time limits and memory are ours. Debian's cpp-httplib is a shared library with OpenSSL and
/// brotli behind it, which every command of the program would have to load, and it keeps header
/// lines of any length.
///
/// Source    RFC 9112.
/// Thread    one at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "server/http_message.h"

namespace divisi::server {

constexpr std::size_t kMostHeadBytes = 16384;

/// One request, fed with bytes as they arrive. Any bytes are safe.
class HttpParser {
 public:
  HttpParser();
  ~HttpParser();
  HttpParser(HttpParser&&) noexcept;
  HttpParser& operator=(HttpParser&&) noexcept;

  /// What is wrong with a request, as an answer's status.
  struct Problem {
    int status = 400;
    std::string_view what;
  };

  /// Takes bytes of the head; returns how many were used, 0 when it needs more than these. Bytes
  /// that were not used must be handed in again, with more behind them.
  std::size_t push_head(std::string_view bytes, std::optional<Problem>& problem);
  bool has_head() const;

  /// Method, target and headers. Requires: has_head().
  std::string_view method() const;
  std::string_view target() const;
  HttpHeaders headers() const;
  bool keeps_alive() const;
  bool expects_continue() const;
  bool has_body() const;
  std::optional<std::uint64_t> announced_bytes() const;

  /// Takes bytes of the body and decodes them into `out` [size]. How many were taken, how many
  /// came out. Errors: corrupt.
  struct Step {
    std::size_t taken = 0;
    std::size_t given = 0;
  };
  Expected<Step> push_body(std::string_view bytes, char* out, std::size_t size);
  bool is_done() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace divisi::server

/// Listens on one address and answers each connection on a thread of its own.
///
/// Errors    invalid_argument: no such address; io: the port is taken, or needs rights.
/// Thread    safe.
#pragma once

#include <memory>
#include <string>

#include "server/connection.h"
#include "server/http_message.h"

namespace divisi::server {

struct HttpServerOptions {
  std::string host = "127.0.0.1";  ///< an address in numbers, or "localhost"
  int port = 0;                    ///< 0: any free one
  int most_connections = 200;
  HttpPatience patience = {};
};

class HttpServer {
 public:
  /// Takes the port; connections wait until start().
  static Expected<std::unique_ptr<HttpServer>> listen(const HttpServerOptions& options);
  void start(HttpHandler handler);
  /// Hangs up on everyone and waits until their threads have ended.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  int port() const;

 private:
  struct State;
  explicit HttpServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Whether only this machine can reach it: 127.x.y.z, ::1 or localhost.
bool is_loopback(const std::string& host);

}  // namespace divisi::server

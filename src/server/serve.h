/// The studio's server, from its address to its data folder: what `divisi serve` starts.
///
///     request ─▶ connection, parser ─▶ gate ─▶ router ─▶ routes_*.cpp ─▶ studio ─▶ engine
///
/// Errors    invalid_argument: an address that is none, or beyond this machine without a token;
///           io: the port is taken, the folder cannot be written or another server has it;
///           corrupt: the index; those of Transcriber::create.
/// Thread    safe.
#pragma once

#include <memory>
#include <string>

#include "divisi/error.h"
#include "server/http_server.h"
#include "server/studio.h"

namespace divisi::server {

struct ServeOptions {
  std::string host = "127.0.0.1";
  int port = 8090;    ///< 0: any free one
  std::string token;  ///< asked of everybody; empty: of nobody
  StudioOptions studio;
  HttpPatience patience = {};
};

class Server {
 public:
  static Expected<std::unique_ptr<Server>> start(const ServeOptions& options);
  /// Hangs up and stops the work, which is taken up by the next start.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;
  /// "http://127.0.0.1:8090/", with the token where there is one.
  std::string url() const;

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// $XDG_DATA_HOME/divisi/studio, or ~/.local/share/divisi/studio; empty where neither is set.
std::filesystem::path default_data_folder();

/// What a token may be made of: 1 to 200 letters, digits and -._~, so that it fits an address and a
/// cookie. Errors: invalid_argument.
Expected<void> check_token(const std::string& token);

}  // namespace divisi::server

#include "server/serve.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "server/answers.h"
#include "server/gate.h"
#include "server/routes.h"
#include "server/static_files.h"

namespace divisi::server {
namespace {

Expected<void> check(const ServeOptions& options) {
  if (!options.token.empty()) return check_token(options.token);
  if (is_loopback(options.host)) return {};
  return Error{ErrorCode::invalid_argument,
               "--host " + options.host + " is beyond this machine: that needs a --token",
               {}};
}

}  // namespace

struct Server::State {
  ServeOptions options;
  std::unique_ptr<Studio> studio;
  Router router;
  int port = 0;
  std::unique_ptr<HttpServer> http;

  HttpResponse answer(HttpRequest& request) const {
    const GateOptions gate{options.host, port, options.token};
    if (std::optional<HttpResponse> stopped = stop_at_gate(request, gate)) return *stopped;
    if (request.method == "GET" && !request.path.starts_with("/api/")) return static_file(request);
    return router.answer(request);
  }
};

Expected<std::unique_ptr<Server>> Server::start(const ServeOptions& options) {
  if (Expected<void> good = check(options); !good) return good.error();
  auto state = std::make_unique<State>();
  state->options = options;
  Expected<std::unique_ptr<Studio>> studio = Studio::open(options.studio);
  if (!studio) return studio.error();
  state->studio = std::move(*studio);
  state->router = make_routes(*state->studio);
  Expected<std::unique_ptr<HttpServer>> http = HttpServer::listen(
      {options.host, options.port, options.studio.limits.connections, options.patience});
  if (!http) return http.error();
  state->http = std::move(*http);
  state->port = state->http->port();
  state->http->start(
      [state = state.get()](HttpRequest& request) { return state->answer(request); });
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() {
  state_->studio->end_events();
  state_->http.reset();
}

int Server::port() const { return state_->port; }

std::string Server::url() const {
  const std::string& host = state_->options.host;
  const bool is_v6 = host.find(':') != std::string::npos;
  const std::string& token = state_->options.token;
  return "http://" + (is_v6 ? "[" + host + "]" : host) + ":" + std::to_string(port()) + "/" +
         (token.empty() ? "" : "?token=" + token);
}

std::filesystem::path default_data_folder() {
  const char* data = std::getenv("XDG_DATA_HOME");
  // The specification has it that a relative path is to be ignored.
  if (data != nullptr && std::filesystem::path(data).is_absolute()) {
    return std::filesystem::path(data) / "divisi" / "studio";
  }
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') return {};
  return std::filesystem::path(home) / ".local" / "share" / "divisi" / "studio";
}

Expected<void> check_token(const std::string& token) {
  const bool good =
      !token.empty() && token.size() <= 200 &&
      std::all_of(token.begin(), token.end(), [](unsigned char c) {
        return c < 0x80 && (std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_' || c == '~');
      });
  if (good) return {};
  return Error{
      ErrorCode::invalid_argument, "--token: expected 1 to 200 letters, digits, - . _ or ~", {}};
}

}  // namespace divisi::server

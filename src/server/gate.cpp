#include "server/gate.h"

#include "server/answers.h"

namespace divisi::server {
namespace {

constexpr std::string_view kCookie = "divisi_token=";

HttpResponse forbidden(const std::string& why) { return error_answer(403, "forbidden", why); }

/// Takes as long for any wrong token.
bool same_secret(std::string_view given, std::string_view secret) {
  unsigned difference = given.size() == secret.size() ? 0U : 1U;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const char other = secret.empty() ? '\0' : secret[i % secret.size()];
    difference |= static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(other);
  }
  return difference == 0;
}

bool is_our_name(std::string_view host, const GateOptions& options) {
  const std::string port = ":" + std::to_string(options.port);
  if (host.ends_with(port)) {
    host.remove_suffix(port.size());
  } else if (options.port != 80) {
    return false;
  }
  if (host == "127.0.0.1" || host == "localhost" || host == "[::1]") return true;
  return host == options.host || host == "[" + options.host + "]";
}

bool is_foreign_origin(const HttpRequest& request, const std::string& host, bool has_token) {
  const std::string* origin = request.header("Origin");
  if (origin == nullptr) return false;
  // Behind a proxy that speaks TLS, ours begins with https.
  return *origin != "http://" + host && !(has_token && *origin == "https://" + host);
}

/// Links from elsewhere to the page itself are no harm.
bool is_foreign_fetch(const HttpRequest& request) {
  const std::string* site = request.header("Sec-Fetch-Site");
  if (site == nullptr || *site == "same-origin" || *site == "none") return false;
  const std::string* mode = request.header("Sec-Fetch-Mode");
  const bool is_link = mode != nullptr && *mode == "navigate" && request.method == "GET";
  return !(is_link && !request.path.starts_with("/api/"));
}

bool has_cookie(const HttpRequest& request, const std::string& token) {
  const std::string* header = request.header("Cookie");
  if (header == nullptr) return false;
  std::string_view rest = *header;
  while (!rest.empty()) {
    const std::size_t end = rest.find(';');
    const std::string_view pair = rest.substr(0, end);
    if (pair.starts_with(kCookie) && same_secret(pair.substr(kCookie.size()), token)) return true;
    if (end == std::string_view::npos) return false;
    rest.remove_prefix(end + 1);
    while (rest.starts_with(' ')) rest.remove_prefix(1);
  }
  return false;
}

bool has_token(const HttpRequest& request, const std::string& token) {
  constexpr std::string_view kBearer = "Bearer ";
  const std::string* header = request.header("Authorization");
  if (header != nullptr && header->starts_with(kBearer) &&
      same_secret(std::string_view(*header).substr(kBearer.size()), token)) {
    return true;
  }
  return has_cookie(request, token);
}

HttpResponse remember_token(const std::string& token) {
  HttpResponse answer;
  answer.status = 303;
  answer.with("Location", "/").with("Cache-Control", "no-store");
  answer.with("Set-Cookie", std::string(kCookie) + token + "; Path=/; HttpOnly; SameSite=Strict");
  return answer;
}

}  // namespace

std::optional<HttpResponse> stop_at_gate(const HttpRequest& request, const GateOptions& options) {
  const bool asks_token = !options.token.empty();
  const std::string* host = request.header("Host");
  if (host == nullptr || request.count_header("Host") != 1) {
    return error_answer(400, "bad_request", "expected one Host header");
  }
  if (!asks_token && !is_our_name(*host, options)) {
    return forbidden("this server answers to its own name only (127.0.0.1:" +
                     std::to_string(options.port) + "), not to the Host of this request");
  }
  if (is_foreign_origin(request, *host, asks_token) || is_foreign_fetch(request)) {
    return forbidden("requests of other sites' pages are refused");
  }
  if (!asks_token || has_token(request, options.token)) return std::nullopt;
  const std::string* given = request.query_value("token");
  if (request.path == "/" && given != nullptr && same_secret(*given, options.token)) {
    return remember_token(options.token);
  }
  return error_answer(401, "token",
                      "a token is asked for: open /?token=TOKEN, or send Authorization: "
                      "Bearer TOKEN")
      .with("WWW-Authenticate", "Bearer");
}

}  // namespace divisi::server

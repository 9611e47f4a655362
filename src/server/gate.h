/// Who may ask at all: our own page and this machine's programs, not other sites' pages.
///
/// A page from elsewhere can make a browser send requests here. It gives itself away by Origin and
/// Sec-Fetch-Site; one that has its own name point at this machine (DNS rebinding), by Host.
///
/// Source    Fetch (WHATWG) and Fetch Metadata Request Headers (W3C).
/// Thread    safe.
#pragma once

#include <optional>
#include <string>

#include "server/http_message.h"

namespace divisi::server {

struct GateOptions {
  std::string host;  ///< that we listen on
  int port = 0;
  std::string token;  ///< empty: none is asked for, and only this machine's names are good hosts
};

/// Nothing when the request may pass; otherwise the answer: 401, 403, or on the way to the page a
/// redirection that leaves the token behind in a cookie.
std::optional<HttpResponse> stop_at_gate(const HttpRequest& request, const GateOptions& options);

}  // namespace divisi::server

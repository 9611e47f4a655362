/// Which function answers which request.
///
/// Thread    safe once all routes are added.
#pragma once

#include <string>
#include <vector>

#include "server/http_message.h"

namespace divisi::server {

class Router {
 public:
  /// `pattern` as OpenAPI writes it: "/api/v1/projects/{id}/audio". What the braces stand for lands
  /// in HttpRequest::captured, never empty. Earlier routes win.
  void add(std::string method, std::string pattern, HttpHandler handler);

  /// 404 where no pattern fits, 405 where none has the method.
  HttpResponse answer(HttpRequest& request) const;

  /// "GET /api/v1/projects/{id}", in order.
  std::vector<std::string> names() const;

 private:
  struct Route {
    std::string method;
    std::string pattern;
    HttpHandler handler;
  };
  std::vector<Route> routes_;
};

}  // namespace divisi::server

#include "server/router.h"

#include <optional>

#include "server/answers.h"
#include "server/uri.h"

namespace divisi::server {
namespace {

using Captured = std::vector<std::string>;

std::optional<Captured> fit(std::string_view pattern, std::string_view path) {
  const auto expected = split_path(pattern), found = split_path(path);
  if (expected.size() != found.size()) return std::nullopt;
  Captured captured;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (expected[i].starts_with('{')) {
      if (found[i].empty()) return std::nullopt;
      captured.emplace_back(found[i]);
    } else if (expected[i] != found[i]) {
      return std::nullopt;
    }
  }
  return captured;
}

}  // namespace

void Router::add(std::string method, std::string pattern, HttpHandler handler) {
  routes_.push_back({std::move(method), std::move(pattern), std::move(handler)});
}

HttpResponse Router::answer(HttpRequest& request) const {
  std::string allowed;
  for (const Route& route : routes_) {
    std::optional<Captured> captured = fit(route.pattern, request.path);
    if (!captured) continue;
    if (route.method == request.method) {
      request.captured = std::move(*captured);
      return route.handler(request);
    }
    allowed += (allowed.empty() ? "" : ", ") + route.method;
  }
  if (allowed.empty()) return error_answer(404, "not_found", "there is nothing at this address");
  return error_answer(405, "method", "this address answers to " + allowed + " only")
      .with("Allow", allowed);
}

std::vector<std::string> Router::names() const {
  std::vector<std::string> names;
  for (const Route& route : routes_) names.push_back(route.method + " " + route.pattern);
  return names;
}

}  // namespace divisi::server

// Boost.Beast 1.74 (BSL-1.0), headers only.
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <limits>

#include "server/http_parser.h"

namespace divisi::server {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

HttpParser::Problem problem_of(const error_code& code) {
  if (code == http::error::header_limit) return {431, "the request's head is too long"};
  if (code == http::error::bad_version) return {400, "only HTTP/1.0 and HTTP/1.1 are spoken here"};
  if (code == http::error::bad_transfer_encoding || code == http::error::bad_content_length) {
    return {400, "Content-Length and Transfer-Encoding do not make sense"};
  }
  return {400, "this is no HTTP request"};
}

}  // namespace

struct HttpParser::State {
  http::request_parser<http::buffer_body> parser;
};

HttpParser::HttpParser() : state_(std::make_unique<State>()) {
  state_->parser.header_limit(kMostHeadBytes);
  state_->parser.body_limit(std::numeric_limits<std::uint64_t>::max());  // each route has its own
}
HttpParser::~HttpParser() = default;
HttpParser::HttpParser(HttpParser&&) noexcept = default;
HttpParser& HttpParser::operator=(HttpParser&&) noexcept = default;

std::size_t HttpParser::push_head(std::string_view bytes, std::optional<Problem>& problem) {
  error_code code;
  const std::size_t used =
      state_->parser.put(boost::asio::buffer(bytes.data(), bytes.size()), code);
  if (code && code != http::error::need_more && code != http::error::need_buffer) {
    problem = problem_of(code);
  }
  return used;
}

bool HttpParser::has_head() const { return state_->parser.is_header_done(); }
std::string_view HttpParser::method() const { return view(state_->parser.get().method_string()); }
std::string_view HttpParser::target() const { return view(state_->parser.get().target()); }

HttpHeaders HttpParser::headers() const {
  HttpHeaders headers;
  for (const auto& field : state_->parser.get()) {
    headers.emplace_back(view(field.name_string()), view(field.value()));
  }
  return headers;
}

bool HttpParser::keeps_alive() const { return state_->parser.get().keep_alive(); }

bool HttpParser::expects_continue() const {
  return boost::beast::iequals(state_->parser.get()[http::field::expect], "100-continue");
}

bool HttpParser::has_body() const { return !state_->parser.is_done(); }

std::optional<std::uint64_t> HttpParser::announced_bytes() const {
  const auto length = state_->parser.content_length();
  return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
}

Expected<HttpParser::Step> HttpParser::push_body(std::string_view bytes, char* out,
                                                 std::size_t size) {
  auto& body = state_->parser.get().body();
  body.data = out;
  body.size = size;
  body.more = true;
  error_code code;
  const std::size_t taken =
      state_->parser.put(boost::asio::buffer(bytes.data(), bytes.size()), code);
  if (code && code != http::error::need_more && code != http::error::need_buffer) {
    return Error{ErrorCode::corrupt, "the request's body is not what its head announces", {}};
  }
  return Step{taken, size - body.size};
}

bool HttpParser::is_done() const { return state_->parser.is_done(); }

}  // namespace divisi::server

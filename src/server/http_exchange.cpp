#include "server/http_exchange.h"

#include <algorithm>
#include <exception>

#include "server/answers.h"
#include "server/http_parser.h"
#include "server/http_writer.h"
#include "server/uri.h"

namespace divisi::server {
namespace {

using Clock = std::chrono::steady_clock;
using Problem = HttpParser::Problem;
using std::chrono::milliseconds;

constexpr std::size_t kReadBytes = 65536;

milliseconds left_until(Clock::time_point end) {
  return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(end - Clock::now()));
}

/// The body behind a head, out of what was read too far and then out of the socket.
class IncomingBody final : public HttpBody {
 public:
  IncomingBody(Connection& connection, HttpParser& parser, std::string& pending,
               const HttpPatience& patience)
      : connection_(connection), parser_(parser), pending_(pending), patience_(patience) {}

  std::optional<std::uint64_t> announced_bytes() const override {
    return parser_.announced_bytes();
  }

  Expected<std::size_t> read(char* into, std::size_t size) override {
    while (!parser_.is_done()) {
      const Expected<HttpParser::Step> step = parser_.push_body(pending_, into, size);
      if (!step) return step.error();
      pending_.erase(0, step->taken);
      if (step->given > 0) return step->given;
      if (step->taken > 0) continue;
      if (Expected<void> more = receive(); !more) return more.error();
    }
    return std::size_t{0};
  }

 private:
  static Error gone(const char* why) { return {ErrorCode::io, why, {}}; }

  Expected<void> receive() {
    if (total_bytes_ == 0) begin();
    if (is_too_slow()) return gone("the client sends too slowly");
    // What a parser does not take yet is the beginning of a line between chunks: never long.
    if (pending_.size() > kMostHeadBytes) return gone("a line between chunks is too long");
    const std::size_t before = pending_.size();
    pending_.resize(before + kReadBytes);
    std::size_t count = 0;
    const auto got =
        connection_.receive(pending_.data() + before, kReadBytes, patience_.stall, count);
    pending_.resize(before + count);
    total_bytes_ += count;
    if (got == Connection::Got::late) return gone("the client has stopped sending");
    if (got == Connection::Got::end) return gone("the client went away while it was sending");
    return {};
  }

  void begin() {
    started_ = Clock::now();
    if (parser_.expects_continue()) {
      connection_.send("HTTP/1.1 100 Continue\r\n\r\n", patience_.stall);
    }
  }

  bool is_too_slow() const {
    const auto passed = Clock::now() - started_;
    const double passed_s = std::chrono::duration<double>(passed).count();
    return passed > patience_.grace &&
           static_cast<double>(total_bytes_) < passed_s * patience_.slowest_bytes_per_s;
  }

  Connection& connection_;
  HttpParser& parser_;
  std::string& pending_;
  const HttpPatience& patience_;
  Clock::time_point started_ = Clock::now();
  std::uint64_t total_bytes_ = 0;
};

/// Reads until the head is complete. False when there is nobody to answer.
bool read_head(Connection& connection, HttpParser& parser, std::string& pending,
               const HttpPatience& patience, std::optional<Problem>& problem) {
  Clock::time_point end = Clock::now() + patience.idle;
  bool has_begun = false;
  while (true) {
    if (!pending.empty()) {
      if (!has_begun) end = Clock::now() + patience.head;
      has_begun = true;
      pending.erase(0, parser.push_head(pending, problem));
      if (problem || parser.has_head()) return true;
      if (pending.size() > kMostHeadBytes) {
        problem = Problem{431, "the request's head is too long"};
        return true;
      }
    }
    char bytes[4096];
    std::size_t count = 0;
    const auto got = connection.receive(bytes, sizeof(bytes), left_until(end), count);
    if (got == Connection::Got::end) return false;
    if (got == Connection::Got::late) {
      problem = Problem{408, "the request's head took too long"};
      return has_begun;
    }
    pending.append(bytes, count);
  }
}

std::optional<HttpRequest> make_request(const HttpParser& parser) {
  std::optional<Target> target = parse_target(parser.target());
  if (!target) return std::nullopt;
  HttpRequest request;
  request.method = parser.method();
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  request.headers = parser.headers();
  return request;
}

HttpResponse handle(const HttpHandler& handler, HttpRequest& request) {
  try {
    return handler(request);
  } catch (const std::exception& problem) {  // no memory, no threads
    return error_answer(500, "internal", std::string("the server failed: ") + problem.what());
  }
}

/// Whether the next request may follow on this connection.
bool answer_request(Connection& connection, HttpParser& parser, std::string& pending,
                    const HttpHandler& handler, const HttpPatience& patience) {
  std::optional<HttpRequest> request = make_request(parser);
  if (!request) {
    const HttpResponse answer =
        error_answer(400, "bad_request", "the address asked for is broken: expected a path");
    write_response(connection, answer, {false, false}, patience.stall);
    return false;
  }
  IncomingBody body(connection, parser, pending, patience);
  if (parser.has_body()) request->body = &body;
  const bool is_head = request->method == "HEAD";
  if (is_head) request->method = "GET";
  const HttpResponse answer = handle(handler, *request);
  const bool goes_on =
      parser.keeps_alive() && parser.is_done() && !std::holds_alternative<HttpStream>(answer.body);
  return write_response(connection, answer, {goes_on, is_head}, patience.stall) && goes_on;
}

}  // namespace

void serve_connection(Connection& connection, const HttpHandler& handler,
                      const HttpPatience& patience) {
  std::string pending;
  bool goes_on = true;
  while (goes_on) {
    HttpParser parser;
    std::optional<Problem> problem;
    if (!read_head(connection, parser, pending, patience, problem)) return;
    if (problem) {
      const HttpResponse answer =
          error_answer(problem->status, "bad_request", std::string(problem->what));
      write_response(connection, answer, {false, false}, patience.stall);
      break;
    }
    goes_on = answer_request(connection, parser, pending, handler, patience);
  }
  connection.linger();
}

}  // namespace divisi::server

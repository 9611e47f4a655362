// Connections: well-formed, broken, slow, rude and many.
#include "server/http_server.h"

#include <atomic>
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "http_client.h"
#include "server/answers.h"

namespace divisi::server {
namespace {

using std::chrono::milliseconds;
using testing::Line;
using testing::parse_answer;

/// Says how long the body was; "/length" without having read it.
HttpResponse echo_length(HttpRequest& request) {
  if (request.path == "/throw") throw std::runtime_error("no memory");
  if (request.path == "/ignore") return json_answer(413, "too long");
  Expected<std::string> body = read_text_body(request, 1 << 20);
  if (!body) return error_answer(body.error());
  return json_answer(200, request.method + " " + std::to_string(body->size()));
}

class Serving : public ::testing::Test {
 protected:
  void SetUp() override {
    HttpServerOptions options;
    options.most_connections = 8;
    options.patience = {milliseconds(400), milliseconds(400), milliseconds(400), milliseconds(300),
                        1000.0};
    auto listening = HttpServer::listen(options);
    ASSERT_TRUE(listening) << listening.error().message;
    server_ = std::move(*listening);
    server_->start(echo_length);
  }
  std::string say(std::string_view bytes, bool finishes = false) const {
    const Line line(server_->port());
    line.send(bytes);
    if (finishes) line.finish();
    return line.receive();
  }
  void expect_alive() const { EXPECT_EQ(testing::ask(server_->port(), "GET", "/").body, "GET 0"); }
  std::unique_ptr<HttpServer> server_;
};

TEST_F(Serving, BrokenRequestsAreAnsweredAndEndTheConnection) {
  const std::string many_headers(20000, 'x');
  const std::pair<std::string, int> cases[] = {
      {"\r\n\r\n\r\n", 400},
      {"hello\r\n\r\n", 400},
      {"GET / HTTP/3.0\r\n\r\n", 400},
      {"GET /\r\n\r\n", 400},
      {std::string("GET /\0 HTTP/1.1\r\n\r\n", 19), 400},
      {"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n : x\r\n\r\n", 400},
      {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400},  // TLS
      {"GET %2 HTTP/1.1\r\n\r\n", 400},
      {"GET http://x/ HTTP/1.1\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400},
      {"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc", 400},
      {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 422},
      {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", 422},
      {"GET /" + many_headers + " HTTP/1.1\r\n\r\n", 431},
      {"GET / HTTP/1.1\r\nA: " + many_headers + "\r\n\r\n", 431}};
  for (const auto& [bytes, status] : cases) {
    const testing::Answer answer = parse_answer(say(bytes, true));
    EXPECT_EQ(answer.status, status) << bytes.substr(0, 80);
    EXPECT_EQ(answer.header("Connection"), "close") << bytes.substr(0, 80);
    EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
  }
  expect_alive();
}

TEST_F(Serving, EveryBeginningOfARequestIsSurvived) {
  const std::string whole =
      "POST /a?b=c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;x=y\r\nhello\r\n0\r\nTrailer: z\r\n\r\n";
  for (std::size_t length = 0; length < whole.size(); length += 3) {
    say(whole.substr(0, length), true);
  }
  EXPECT_EQ(parse_answer(say(whole, true)).body, "POST 5");
  expect_alive();
}

TEST_F(Serving, RequestsFollowOneAnotherOnOneConnection) {
  const Line line(server_->port());
  line.send(
      "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\n\r\n"
      "HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.0\r\n\r\n");
  const std::string said = line.receive();
  EXPECT_NE(said.find("POST 3HTTP/1.1 200"), std::string::npos);
  EXPECT_NE(said.find("GET 0HTTP/1.1 200"), std::string::npos);
  EXPECT_EQ(said.find("HEAD"), std::string::npos);  // its answer has no body
  EXPECT_NE(said.rfind("Connection: close"), std::string::npos);
}

TEST_F(Serving, ABodyThatNobodyReadEndsTheConnectionAfterTheAnswer) {
  const Line line(server_->port());
  line.send("POST /ignore HTTP/1.1\r\nContent-Length: 3000000\r\n\r\n");
  line.send(std::string(2000000, 'x'));
  const testing::Answer answer = parse_answer(line.receive());
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.header("Connection"), "close");
}

TEST_F(Serving, SaysContinueWhenTheBodyIsWanted) {
  const Line line(server_->port());
  line.send(
      "POST / HTTP/1.1\r\nExpect: 100-continue\r\nConnection: close\r\n"
      "Content-Length: 2\r\n\r\n");
  EXPECT_EQ(line.receive("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  line.send("ab");
  EXPECT_EQ(parse_answer(line.receive()).body, "POST 2");
}

TEST_F(Serving, ClientsThatTakeTooLongAreLeft) {
  EXPECT_EQ(say(""), "");                                // nothing is said
  EXPECT_EQ(parse_answer(say("GET / HT")).status, 408);  // half a head
  EXPECT_EQ(parse_answer(say("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\na")).status, 500);
  const Line drop(server_->port());  // a byte now and then is too slow as well
  drop.send("POST / HTTP/1.1\r\nContent-Length: 900\r\n\r\n");
  std::atomic<bool> done = false;
  std::thread sender([&] {
    while (!done && drop.send("x")) std::this_thread::sleep_for(milliseconds(50));
  });
  const std::string said = drop.receive();
  done = true;
  sender.join();
  EXPECT_NE(said.find("too slowly"), std::string::npos) << said;
  expect_alive();
}

TEST_F(Serving, ThoseBeyondTheLimitAreToldSo) {
  std::vector<std::unique_ptr<Line>> lines;
  for (int i = 0; i < 8; ++i) {
    lines.push_back(std::make_unique<Line>(server_->port()));
    lines.back()->send("GET / HTTP/1.1\r\n");
  }
  std::this_thread::sleep_for(milliseconds(100));
  const testing::Answer refused = parse_answer(say("GET / HTTP/1.1\r\n\r\n"));
  EXPECT_EQ(refused.status, 503);
  lines.clear();
  std::this_thread::sleep_for(milliseconds(200));
  expect_alive();
}

TEST_F(Serving, WhatAHandlerThrowsIsAnAnswer) {
  const testing::Answer answer = testing::ask(server_->port(), "GET", "/throw");
  EXPECT_EQ(answer.status, 500);
  EXPECT_NE(answer.body.find("no memory"), std::string::npos);
}

TEST_F(Serving, EndsWhileClientsAreConnected) {
  const Line idle(server_->port()), half(server_->port());
  half.send("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\na");
  const auto before = std::chrono::steady_clock::now();
  server_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(2));
}

TEST(HttpServer, SaysWhyItCannotListen) {
  HttpServerOptions options;
  options.host = "no.such.host";
  EXPECT_EQ(HttpServer::listen(options).error().code, ErrorCode::invalid_argument);
  options.host = "127.0.0.1";
  const auto first = HttpServer::listen(options);
  ASSERT_TRUE(first);
  options.port = (*first)->port();
  const auto second = HttpServer::listen(options);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message.find("127.0.0.1, port"), std::string::npos);
}

TEST(Loopback, IsThisMachineOnly) {
  for (const char* host : {"127.0.0.1", "127.9.9.9", "localhost", "::1"}) {
    EXPECT_TRUE(is_loopback(host)) << host;
  }
  for (const char* host : {"0.0.0.0", "::", "192.168.1.2", "1127.0.0.1", ""}) {
    EXPECT_FALSE(is_loopback(host)) << host;
  }
}

}  // namespace
}  // namespace divisi::server

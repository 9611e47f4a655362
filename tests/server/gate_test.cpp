// Who may ask.
#include "server/gate.h"

#include <gtest/gtest.h>

namespace divisi::server {
namespace {

int stopped_with(const GateOptions& options, const HttpHeaders& headers,
                 const std::string& path = "/api/v1/projects") {
  HttpRequest request;
  request.method = "GET";
  request.path = path;
  request.headers = headers;
  const auto answer = stop_at_gate(request, options);
  return answer ? answer->status : 0;
}

const GateOptions kLocal{"127.0.0.1", 8090, ""};
const GateOptions kOpen{"0.0.0.0", 8090, "secret"};
const std::pair<std::string, std::string> kHost{"Host", "127.0.0.1:8090"};

TEST(Gate, OneHostIsNeeded) {
  EXPECT_EQ(stopped_with(kLocal, {}), 400);
  EXPECT_EQ(stopped_with(kLocal, {kHost, kHost}), 400);
}

TEST(Gate, OnlyOurNamesAreGoodHosts) {
  for (const char* host : {"127.0.0.1:8090", "localhost:8090", "[::1]:8090"}) {
    EXPECT_EQ(stopped_with(kLocal, {{"Host", host}}), 0) << host;
  }
  for (const char* host : {"evil.example", "evil.example:8090", "127.0.0.1", "127.0.0.1:8091",
                           "127.0.0.1.evil.example:8090", "localhost:8090.evil", "", ":8090"}) {
    EXPECT_EQ(stopped_with(kLocal, {{"Host", host}}), 403) << host;
  }
}

TEST(Gate, OtherOriginsAreRefused) {
  EXPECT_EQ(stopped_with(kLocal, {kHost, {"Origin", "http://127.0.0.1:8090"}}), 0);
  for (const char* origin : {"null", "http://evil.example", "http://127.0.0.1:8091",
                             "https://127.0.0.1:8090", "http://localhost:8090", ""}) {
    EXPECT_EQ(stopped_with(kLocal, {kHost, {"Origin", origin}}), 403) << origin;
  }
}

TEST(Gate, OtherSitesMayLinkToThePageOnly) {
  const HttpHeaders link = {
      kHost, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "navigate"}};
  EXPECT_EQ(stopped_with(kLocal, link, "/"), 0);
  EXPECT_EQ(stopped_with(kLocal, link), 403);
  const HttpHeaders image = {kHost, {"Sec-Fetch-Site", "same-site"}, {"Sec-Fetch-Mode", "no-cors"}};
  EXPECT_EQ(stopped_with(kLocal, image, "/"), 403);
  EXPECT_EQ(stopped_with(kLocal, {kHost, {"Sec-Fetch-Site", "same-origin"}}), 0);
}

TEST(Gate, ATokenIsAskedOfEverybodyFromAnyHost) {
  const std::pair<std::string, std::string> host{"Host", "studio.example:1234"};
  EXPECT_EQ(stopped_with(kOpen, {host}), 401);
  EXPECT_EQ(stopped_with(kOpen, {host, {"Authorization", "Bearer secret"}}), 0);
  EXPECT_EQ(stopped_with(kOpen, {host, {"Cookie", "a=b; divisi_token=secret"}}), 0);
  for (const char* wrong : {"Bearer ", "Bearer secre", "Bearer secrets", "Bearer xecret", "secret",
                            "Basic secret", "bearer"}) {
    EXPECT_EQ(stopped_with(kOpen, {host, {"Authorization", wrong}}), 401) << wrong;
  }
  EXPECT_EQ(stopped_with(kOpen, {host, {"Cookie", "divisi_token=; xdivisi_token=secret"}}), 401);
  EXPECT_EQ(
      stopped_with(kOpen,
                   {host, {"Cookie", "divisi_token=secret"}, {"Origin", "http://evil.example"}}),
      403);
}

TEST(Gate, TheTokenInThePagesAddressBecomesACookie) {
  HttpRequest request;
  request.method = "GET";
  request.path = "/";
  request.headers = {{"Host", "a"}};
  request.query = {{"token", "secret"}};
  const auto answer = stop_at_gate(request, kOpen);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 303);
  EXPECT_EQ(answer->headers.back().second,
            "divisi_token=secret; Path=/; HttpOnly; SameSite=Strict");
  request.query = {{"token", "other"}};
  EXPECT_EQ(stop_at_gate(request, kOpen)->status, 401);
  request.path = "/api/v1/projects";
  request.query = {{"token", "secret"}};
  EXPECT_EQ(stop_at_gate(request, kOpen)->status, 401);
}

}  // namespace
}  // namespace divisi::server

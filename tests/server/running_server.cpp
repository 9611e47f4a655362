#include "running_server.h"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "core/atomic_file.h"

namespace divisi::server::testing {

namespace {
bool within(double seconds, const std::function<bool()>& holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}
}  // namespace

std::string tones(double duration_s, const std::string& ending) {
  const engine::testing::TemporaryFolder folder;
  const std::filesystem::path path = folder / ("tones" + ending);
  const AudioBuffer sound = engine::testing::made_recording(duration_s, 22050);
  EXPECT_TRUE(audio::write_audio(path, sound));
  return core::read_file(path).value();
}

std::string example_bytes() {
  return core::read_file(std::string(DIVISI_SOURCE_DIR) + "/examples/wiegenlied.flac").value();
}

std::string long_recording() {
  constexpr int kTimes = 200;
  constexpr std::size_t kHeadBytes = 44;
  const std::string once = tones(3.0);
  std::string bytes = once;
  for (int i = 1; i < kTimes; ++i) bytes.append(once, kHeadBytes);
  const auto set_size = [&](std::size_t at, std::size_t size) {
    for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(size >> (8 * i) & 0xFFU);
  };
  set_size(4, bytes.size() - 8);
  set_size(kHeadBytes - 4, bytes.size() - kHeadBytes);
  return bytes;
}

RunningServer::RunningServer(const ServeOptions& options) : options_(options) {
  options_.port = 0;
  options_.studio.data = data();
  options_.studio.threads = 2;
  start();
}

void RunningServer::start() {
  Expected<std::unique_ptr<Server>> server = Server::start(options_);
  ASSERT_TRUE(server) << server.error().message;
  server_ = std::move(*server);
}

Answer RunningServer::get(const std::string& path, const Headers& headers) const {
  return ask(port(), "GET", "/api/v1" + path, {}, headers);
}

Answer RunningServer::send(const std::string& method, const std::string& path,
                           const std::string& body, const Headers& headers) const {
  return ask(port(), method, "/api/v1" + path, body, headers);
}

std::string RunningServer::upload(const std::string& bytes, const std::string& query) const {
  const Answer answer = send("POST", "/projects?" + query, bytes);
  EXPECT_EQ(answer.status, 201) << answer.body;
  return text_in(answer, "id");
}

std::string RunningServer::state(const std::string& id) const {
  return text_in(get("/projects/" + id), "state");
}

std::string RunningServer::settled(const std::string& id, double seconds) const {
  std::string now;
  within(seconds, [&] {
    now = state(id);
    return now != "queued" && now != "listening";
  });
  return now;
}

bool RunningServer::wait_for(const std::string& id, const std::string& text, double seconds) const {
  return within(seconds,
                [&] { return get("/projects/" + id).body.find(text) != std::string::npos; });
}

std::string text_in(const Answer& answer, const std::string& key) {
  const auto json = core::parse_json(answer.body, "answer");
  return json ? json->find_text(key).value_or("") : "";
}

std::string error_code_of(const Answer& answer) {
  const auto json = core::parse_json(answer.body, "answer");
  const core::JsonValue* error = json ? json->find("error") : nullptr;
  if (error == nullptr || error->find_text("message").value_or("").empty()) return "";
  return error->find_text("code").value_or("");
}

}  // namespace divisi::server::testing

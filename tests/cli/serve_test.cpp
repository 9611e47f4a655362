/// divisi serve as a program: killed in the middle, wrong options, and the same answers as
/// `divisi decode`.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <optional>
#include <thread>

#include <sys/wait.h>

#include <gtest/gtest.h>

#include "../server/http_client.h"
#include "core/atomic_file.h"
#include "divisi/files.h"
#include "program.h"

namespace divisi::cli::testing {
namespace {

namespace fs = std::filesystem;
using server::testing::Answer;
using server::testing::ask;

/// Runs the server while `use` asks it things, then ends it by `signal`.
Ran serve(const fs::path& data, int signal, const std::function<void(int port)>& use) {
  RunOptions options;
  const fs::path said = data.string() + ".port";
  fs::remove(said);
  options.while_running = [&](pid_t child) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    Expected<std::string> port = core::read_file(said);
    while ((!port || port->empty()) && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      port = core::read_file(said);
    }
    EXPECT_TRUE(port && !port->empty());
    if (port && !port->empty()) use(std::stoi(*port));
    ::kill(child, signal);
  };
  return run_divisi({"serve", "--port", "0", "--data", data.string(), "--port-file", said.string(),
                     "--threads", "2"},
                    options);
}

std::string id_in(const Answer& answer) {
  const std::size_t at = answer.body.find("\"id\": \"");
  return at == std::string::npos ? "" : answer.body.substr(at + 7, 16);
}

Answer project(int port, const std::string& id) {
  return ask(port, "GET", "/api/v1/projects/" + id);
}

bool wait_for(int port, const std::string& id, const std::string& text) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(90);
  while (project(port, id).body.find(text) == std::string::npos) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

std::string upload(int port, const fs::path& recording) {
  return id_in(ask(port, "POST", "/api/v1/projects?name=" + recording.filename().string(),
                   core::read_file(recording).value()));
}

TEST(Serve, KilledInTheMiddleItLosesNothingThatWasDoneAndGoesOnWithTheRest) {
  const TemporaryFolder folder;
  const fs::path data = folder / "data";
  const fs::path song = write_tones(folder / "song.wav", 2.0);
  const fs::path longer = write_tones(folder / "longer.wav", 90.0);
  std::string done, running, waiting, score;
  const Ran killed = serve(data, SIGKILL, [&](int port) {
    done = upload(port, song);
    EXPECT_TRUE(wait_for(port, done, "\"state\": \"ready\""));
    EXPECT_TRUE(wait_for(port, done, "\"audio\": \"ready\""));
    score = ask(port, "GET", "/api/v1/projects/" + done + "/score").body;
    running = upload(port, longer);
    waiting = upload(port, song);
    EXPECT_TRUE(wait_for(port, running, "\"state\": \"listening\""));
  });
  EXPECT_EQ(killed.exit_code, 128 + SIGKILL);
  const Ran ended = serve(data, SIGTERM, [&](int port) {
    EXPECT_NE(project(port, done).body.find("\"state\": \"ready\""), std::string::npos);
    EXPECT_EQ(ask(port, "GET", "/api/v1/projects/" + done + "/score").body, score);
    EXPECT_EQ(ask(port, "GET", "/api/v1/projects/" + done + "/audio").status, 200);
    EXPECT_TRUE(wait_for(port, running, "\"state\": \"ready\""));
    EXPECT_TRUE(wait_for(port, waiting, "\"state\": \"ready\""));
  });
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_NE(ended.err.find("the studio is at http://127.0.0.1:"), std::string::npos);
}

TEST(Serve, KilledWhileARecordingIsSentItKeepsNoHalfOfIt) {
  const TemporaryFolder folder;
  const fs::path data = folder / "data";
  std::optional<server::testing::Line> line;  // held until the server is dead
  serve(data, SIGKILL, [&](int port) {
    line.emplace(port);
    line->send(
        "POST /api/v1/projects?name=a.wav HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
        "\r\nContent-Length: 900000\r\n\r\n" + std::string(400000, 'x'));
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (fs::is_empty(data / "temporary") && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  });
  EXPECT_FALSE(fs::is_empty(data / "temporary"));
  serve(data, SIGINT, [&](int port) {
    EXPECT_EQ(ask(port, "GET", "/api/v1/projects").body, "{\"projects\": []}");
  });
  EXPECT_TRUE(fs::is_empty(data / "temporary"));
  EXPECT_TRUE(fs::is_empty(data / "projects"));
}

TEST(Serve, DecidesWhatTheCommandLineDecides) {
  const TemporaryFolder folder;
  const fs::path data = folder / "data";
  const fs::path song = write_tones(folder / "song.wav", 2.0);
  std::string id, decided;
  serve(data, SIGTERM, [&](int port) {
    id = upload(port, song);
    EXPECT_TRUE(wait_for(port, id, "\"state\": \"ready\""));
    decided = ask(port, "POST", "/api/v1/projects/" + id + "/decide",
                  R"({"threshold": 0.3, "frame_threshold": 0.4, "parts": 2})")
                  .body;
  });
  const Ran ran = run_divisi({"decode", "--threshold", "0.3", "--frame-threshold", "0.4", "--parts",
                              "2", "-f", "json", "-o", (folder / "out").string(),
                              (data / "projects" / id / "evidence").string()});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(decided, core::read_file(folder / "out" / "evidence.notes.json").value());
}

TEST(Serve, WrongOptionsAreOneLine) {
  const TemporaryFolder folder;
  const fs::path file = folder / "file";
  write_text(file, "not a folder");
  const fs::path broken = folder / "broken";
  fs::create_directories(broken);
  write_text(broken / "studio.sqlite", std::string(5000, 'x'));
  const std::vector<std::pair<std::vector<std::string>, int>> cases = {
      {{"--host", "0.0.0.0"}, 2},     {{"--host", "example.org", "--token", "a"}, 2},
      {{"--port", "65536"}, 2},       {{"--token", "a b"}, 2},
      {{"--max-upload", "0"}, 2},     {{"--max-projects", "0"}, 2},
      {{"--data", file.string()}, 4}, {{"--data", broken.string()}, 3}};
  for (const auto& [options, exit_code] : cases) {
    std::vector<std::string> arguments = {"serve"};
    if (options[0] != "--data") {
      arguments.insert(arguments.end(), {"--data", (folder / "d").string()});
    }
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Ran ran = run_divisi(arguments);
    EXPECT_EQ(ran.exit_code, exit_code) << options[0] << ": " << ran.err;
    EXPECT_EQ(lines_of(ran.err).size(), 1U) << ran.err;
  }
}

TEST(Serve, APortThatIsTakenIsSaid) {
  const TemporaryFolder folder;
  serve(folder / "first", SIGTERM, [&](int port) {
    const Ran second = run_divisi(
        {"serve", "--port", std::to_string(port), "--data", (folder / "second").string()});
    EXPECT_EQ(second.exit_code, 4);
    EXPECT_NE(second.err.find(std::to_string(port)), std::string::npos) << second.err;
    const Ran same_folder =
        run_divisi({"serve", "--port", "0", "--data", (folder / "first").string()});
    EXPECT_EQ(same_folder.exit_code, 4);
    EXPECT_NE(same_folder.err.find("another divisi serve"), std::string::npos) << same_folder.err;
  });
}

}  // namespace
}  // namespace divisi::cli::testing

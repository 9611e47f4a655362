// Jobs: watched, cancelled, broken, too many, and taken up again.
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "running_server.h"

namespace divisi::server::testing {
namespace {

std::string one(const std::string& id) { return "/projects/" + id; }

void ask_for_events(const Line& line, const RunningServer& server, const std::string& id) {
  line.send("GET /api/v1/projects/" + id +
            "/events HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) + "\r\n\r\n");
}

/// What comes on a project's events until `end` has come.
std::string events_until(const RunningServer& server, const std::string& id, const std::string& end,
                         double seconds = 60.0) {
  const Line line(server.port());
  ask_for_events(line, server, id);
  return line.receive(end, seconds);
}

std::size_t count_of(const std::string& word, const std::string& text) {
  std::size_t count = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

TEST(Events, TellStateProgressNotesAndScore) {
  RunningServer server;
  const std::string id = server.upload(example_bytes(), "name=wiegenlied.flac");
  const std::string said = events_until(server, id, "event: score\ndata: {\"revision\": 1}\n\n");
  EXPECT_NE(said.find("Content-Type: text/event-stream"), std::string::npos);
  EXPECT_NE(said.find("id: 1\nevent: project\n"), std::string::npos);
  EXPECT_NE(said.find("\"state\": \"listening\""), std::string::npos);
  EXPECT_NE(said.find("event: progress\ndata: {\"done_s\": "), std::string::npos);
  EXPECT_GE(count_of("event: notes\n", said), 2U);
  EXPECT_NE(said.find("\"state\": \"ready\""), std::string::npos);
  // Told as they are found, they are the notes of the score, and those that are doubted at the end.
  const std::size_t told = count_of("], [", said) + count_of("[[", said);
  const auto all = server.send("POST", one(id) + "/decide", R"({"keep_doubtful": true})");
  EXPECT_EQ(told, count_of("\"onset_s\"", all.body));
  const auto few = server.send("POST", one(id) + "/decide", "{}");
  EXPECT_EQ(count_of("\"onset_s\"", few.body),
            count_of("\"onset_s\"", server.get(one(id) + "/score").body));
  EXPECT_LE(count_of("\"onset_s\"", few.body), told);
  const std::string later = events_until(server, id, "event: score", 5.0);
  EXPECT_EQ(count_of("event: notes", later), 0U);
  EXPECT_EQ(count_of("event: project", later), 1U);
}

TEST(Events, EndWhenTheProjectIsRemoved) {
  RunningServer server;
  const std::string id = server.upload(tones());
  server.settled(id);
  const Line line(server.port());
  ask_for_events(line, server, id);
  EXPECT_NE(line.receive("event: project", 10.0).find("event: project"), std::string::npos);
  const auto before = std::chrono::steady_clock::now();
  server.send("DELETE", one(id));
  line.receive({}, 10.0);  // until the server ends it
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
}

TEST(Jobs, TwoAtOnceGetTheirOwnNotes) {
  RunningServer server;
  std::string first, second;
  std::thread other([&] { first = server.upload(tones(2.0), "name=first.wav"); });
  second = server.upload(tones(1.0), "name=second.wav&parts=1");
  other.join();
  EXPECT_EQ(server.settled(first), "ready");
  EXPECT_EQ(server.settled(second), "ready");
  EXPECT_NE(server.get(one(first) + "/score").body.find("\"title\": \"first\""), std::string::npos);
  EXPECT_NE(server.get(one(second) + "/score").body.find("\"title\": \"second\""),
            std::string::npos);
  const std::string all = server.get("/projects").body;
  EXPECT_NE(all.find(first), std::string::npos);
  EXPECT_NE(all.find(second), std::string::npos);
}

TEST(Jobs, FilesThatAreNoRecordingsFailWithTheirName) {
  RunningServer server;
  const std::string flac = example_bytes();
  const std::pair<std::string, std::string> bad[] = {{"notes.txt", "do re mi fa sol"},
                                                     {"zeros.wav", std::string(5000, '\0')},
                                                     {"head.flac", flac.substr(0, 100)},
                                                     {"riff.wav", "RIFF\x24\0\0\0WAVEfmt "}};
  for (const auto& [name, bytes] : bad) {
    const std::string id = server.upload(bytes, "name=" + name);
    EXPECT_EQ(server.settled(id), "failed") << name;
    const std::string error = text_in(server.get(one(id)), "error");
    EXPECT_NE(error.find(name), std::string::npos) << error;
    EXPECT_EQ(error.find("original.bin"), std::string::npos) << error;
    EXPECT_EQ(server.get(one(id) + "/score").status, 404);
    EXPECT_EQ(server.get(one(id) + "/export/midi").status, 404);
    EXPECT_EQ(server.send("POST", one(id) + "/decide", "{}").status, 409);
    EXPECT_EQ(server.send("POST", one(id) + "/stems").status, 409);
    EXPECT_EQ(server.send("PUT", one(id) + "/score", "{}").status, 404);
    EXPECT_TRUE(server.wait_for(id, "\"audio\": \"failed\""));
    EXPECT_EQ(error_code_of(server.get(one(id) + "/audio")), "not_ready");
  }
  // Cut off, but audible: heard as far as it goes, with a warning.
  const std::string cut = server.upload(flac.substr(0, flac.size() / 2), "name=cut.flac");
  EXPECT_EQ(server.settled(cut), "ready");
  EXPECT_NE(server.get(one(cut)).body.find("\"warnings\": [\"cut.flac"), std::string::npos)
      << server.get(one(cut)).body;
}

TEST(Jobs, UploadsThatAreNoneAreRefused) {
  RunningServer server;
  EXPECT_EQ(error_code_of(server.send("POST", "/projects?name=a.wav")), "invalid_argument");
  EXPECT_EQ(server.send("POST", "/projects?name=", "abc").status, 400);
  EXPECT_EQ(server.send("POST", "/projects?name=a&parts=0", "abc").status, 400);
  EXPECT_EQ(server.send("POST", "/projects?name=a&parts=x", "abc").status, 400);
  EXPECT_EQ(server.get("/projects").body, "{\"projects\": []}");
}

TEST(Jobs, AnUploadThatBreaksOffLeavesNothing) {
  RunningServer server;
  for (const char* head :
       {"Content-Length: 1000000\r\n\r\nRIFF", "Transfer-Encoding: chunked\r\n\r\nffff\r\nRIFF"}) {
    const Line line(server.port());
    line.send("POST /api/v1/projects?name=a.wav HTTP/1.1\r\nHost: 127.0.0.1:" +
              std::to_string(server.port()) + "\r\n" + head);
    line.finish();
    EXPECT_EQ(error_code_of(parse_answer(line.receive())), "upload_broken");
  }
  EXPECT_EQ(server.get("/projects").body, "{\"projects\": []}");
  EXPECT_TRUE(std::filesystem::is_empty(server.data() / "temporary"));
}

TEST(Jobs, LimitsAreToldAndKept) {
  ServeOptions options;
  options.studio.limits.upload_bytes = 200000;
  options.studio.limits.duration_s = 2.0;
  options.studio.limits.projects = 2;
  RunningServer server(options);
  EXPECT_EQ(server.send("POST", "/projects?name=a", std::string(200001, 'x')).status, 413);
  const Line line(server.port());  // chunks announce no length
  line.send("POST /api/v1/projects?name=a HTTP/1.1\r\nHost: 127.0.0.1:" +
            std::to_string(server.port()) + "\r\nTransfer-Encoding: chunked\r\n\r\n40000\r\n" +
            std::string(0x40000, 'x') + "\r\n0\r\n\r\n");
  EXPECT_EQ(parse_answer(line.receive()).status, 413);
  const std::string id = server.upload(tones(3.0), "name=long.wav");
  EXPECT_EQ(server.settled(id), "failed");
  EXPECT_NE(text_in(server.get(one(id)), "error").find("--max-duration"), std::string::npos);
  server.upload("x");
  EXPECT_EQ(error_code_of(server.send("POST", "/projects?name=a", "x")), "too_many_projects");
  server.send("DELETE", one(id));
  server.upload("x");
}

TEST(Jobs, WaitingOnesAreCountedCancelledAndTriedAgain) {
  ServeOptions options;
  options.studio.limits.waiting_jobs = 1;
  RunningServer server(options);
  const std::string long_one = server.upload(long_recording(), "name=long.wav");
  while (server.state(long_one) == "queued") std::this_thread::yield();
  const std::string waiting = server.upload(tones(), "name=waiting.wav");
  EXPECT_EQ(error_code_of(server.send("POST", "/projects?name=a", "x")), "too_many_jobs");
  EXPECT_EQ(text_in(server.send("POST", one(waiting) + "/cancel"), "state"), "cancelled");
  EXPECT_EQ(text_in(server.send("POST", one(waiting) + "/retry"), "state"), "queued");
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(server.send("POST", one(long_one) + "/cancel").status, 202);
  EXPECT_EQ(server.settled(long_one), "cancelled");
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(2));
  EXPECT_EQ(server.settled(waiting), "ready");
  EXPECT_EQ(server.get(one(long_one) + "/score").status, 404);
}

TEST(Jobs, RemovingStopsTheWork) {
  RunningServer server;
  const std::string id = server.upload(long_recording(), "name=long.wav");
  while (server.state(id) == "queued") std::this_thread::yield();
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(server.send("DELETE", one(id)).status, 204);
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(4));
  EXPECT_TRUE(std::filesystem::is_empty(server.data() / "projects"));
  EXPECT_EQ(server.settled(server.upload(tones())), "ready");
}

TEST(Jobs, AreTakenUpWhenTheServerComesBack) {
  RunningServer server;
  const std::string running = server.upload(tones(60.0), "name=running.wav");
  while (server.state(running) == "queued") std::this_thread::yield();
  const std::string waiting = server.upload(tones(), "name=waiting.wav");
  server.stop();
  server.start();
  EXPECT_EQ(server.settled(running), "ready");
  EXPECT_EQ(server.settled(waiting), "ready");
}

TEST(Jobs, ARecordingThatEndsTheServerAgainAndAgainIsLeftAlone) {
  RunningServer server;
  const std::string id = server.upload(tones());
  server.settled(id);
  server.stop();
  {
    const Expected<std::unique_ptr<Projects>> opened = Projects::open(server.data());
    const std::unique_ptr<Projects>& projects = opened.value();
    projects->change(id, [](Project& now) {
      now.state = ProjectState::listening;
      now.attempts = 3;
      return true;
    });
  }
  server.start();
  EXPECT_EQ(server.state(id), "interrupted");
  EXPECT_EQ(server.send("POST", one(id) + "/retry").status, 202);
  EXPECT_EQ(server.settled(id), "ready");
}

TEST(Token, IsAskedForOnEveryAddress) {
  ServeOptions options;
  options.token = "open-sesame";
  RunningServer server(options);
  EXPECT_EQ(server.get("/projects").status, 401);
  EXPECT_EQ(ask(server.port(), "GET", "/").status, 401);
  EXPECT_EQ(server.get("/projects", {{"Authorization", "Bearer open-sesame"}}).status, 200);
  const Answer page = ask(server.port(), "GET", "/?token=open-sesame");
  EXPECT_EQ(page.status, 303);
  EXPECT_EQ(page.header("Location"), "/");
  EXPECT_EQ(server.get("/projects", {{"Cookie", "divisi_token=open-sesame"}}).status, 200);
}

TEST(Token, IsNeededBeyondThisMachineAndMustBePlain) {
  ServeOptions options;
  options.host = "0.0.0.0";
  const auto refused = Server::start(options);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("--token"), std::string::npos);
  for (const char* token : {"a b", "a;b", "\xC3\xA9", "a\r\nb"}) {
    EXPECT_FALSE(check_token(token)) << token;
  }
  EXPECT_FALSE(check_token(std::string(201, 'a')));
  EXPECT_TRUE(check_token("A-z.0_9~"));
}

}  // namespace
}  // namespace divisi::server::testing

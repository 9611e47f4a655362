// The studio over its addresses, with real recordings: what a musician does, step by step.
#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "core/note_table.h"
#include "divisi/files.h"
#include "divisi/playback.h"
#include "divisi/quantise.h"
#include "read_zip.h"
#include "running_server.h"
#include "score/midi_reader.h"

namespace divisi::server::testing {
namespace {

constexpr const char* kUnknown = "/projects/0123456789abcdef";

std::string one(const std::string& id) { return "/projects/" + id; }

std::size_t notes_in(const Score& score) {
  std::size_t count = 0;
  for (const Part& part : score.parts) count += part.notes.size();
  return count;
}

/// One server and one recording of tones for all tests that change neither.
class Studio : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = new RunningServer();
    recording_ = new std::string(tones(3.0));
    id_ = new std::string(server_->upload(*recording_, "name=two+tones.wav"));
    ASSERT_EQ(server_->settled(*id_), "ready");
    ASSERT_TRUE(server_->wait_for(*id_, "\"audio\": \"ready\""));
  }
  static void TearDownTestSuite() {
    delete server_;
    delete recording_;
    delete id_;
  }
  static Answer get(const std::string& path, const Headers& headers = {}) {
    return server_->get(one(*id_) + path, headers);
  }
  static Score score() { return parse_notes_json(get("/score").body, "score").value().score; }

  static RunningServer* server_;
  static std::string* recording_;
  static std::string* id_;
};
RunningServer* Studio::server_ = nullptr;
std::string* Studio::recording_ = nullptr;
std::string* Studio::id_ = nullptr;

TEST_F(Studio, SaysWhatItIs) {
  const Answer answer = server_->get("/server");
  EXPECT_EQ(answer.status, 200);
  for (const char* word : {"\"version\"", "\"models\"", "\"zip\"", "\"upload_bytes\"",
                           "\"onset_threshold\"", "\"max_parts\"", "\"plucked strings\""}) {
    EXPECT_NE(answer.body.find(word), std::string::npos) << word;
  }
  EXPECT_EQ(answer.header("Cache-Control"), "no-store");
  EXPECT_EQ(answer.header("Cross-Origin-Opener-Policy"), "same-origin");
  EXPECT_EQ(answer.header("Cross-Origin-Embedder-Policy"), "require-corp");
  EXPECT_NE(answer.header("Content-Security-Policy").find("default-src 'self'"), std::string::npos);
}

TEST_F(Studio, DescribesTheProject) {
  const auto json = core::parse_json(get("").body, "project");
  ASSERT_TRUE(json);
  EXPECT_EQ(json->find_text("name"), "two tones.wav");
  EXPECT_EQ(json->find_text("state"), "ready");
  EXPECT_EQ(json->find_number("duration_s"), 3.0);
  EXPECT_EQ(json->find_number("sample_rate_hz"), 22050.0);
  EXPECT_EQ(json->find_number("channels"), 1.0);
  EXPECT_EQ(json->find_number("revision"), 1.0);
  EXPECT_EQ(json->find_boolean("edited"), false);
  EXPECT_EQ(json->find("progress")->find_number("done_s"), 3.0);
  EXPECT_NE(server_->get("/projects").body.find(*id_), std::string::npos);
}

TEST_F(Studio, UnknownProjectsAndAddressesAreNotFound) {
  for (const char* path : {"", "/events", "/score", "/audio", "/samples", "/spectrogram",
                           "/spectrogram.u8", "/export/midi", "/stems", "/stems/x.flac"}) {
    EXPECT_EQ(error_code_of(server_->get(kUnknown + std::string(path))), "not_found") << path;
  }
  for (const char* path : {"/cancel", "/retry", "/stems", "/decide"}) {
    EXPECT_EQ(server_->send("POST", kUnknown + std::string(path)).status, 404) << path;
  }
  EXPECT_EQ(server_->send("DELETE", kUnknown).status, 404);
  EXPECT_EQ(server_->get("/nothing").status, 404);
  EXPECT_EQ(get("/export/mp3").status, 404);
  EXPECT_EQ(get("/stems/01_x.flac").status, 404);
  EXPECT_EQ(server_->send("PUT", "/projects", "{}").status, 405);
  EXPECT_EQ(server_->send("OPTIONS", "/projects").status, 405);
}

TEST_F(Studio, NoAddressLeadsOutOfTheFolder) {
  const int port = server_->port();
  for (const char* path :
       {"/../studio.sqlite", "/..%2fstudio.sqlite", "/%2e%2e/%2e%2e/studio.sqlite",
        "/api/v1/projects/../studio.sqlite", "/api/v1/projects/..%2f..%2fstudio.sqlite",
        "/api/v1/projects/%2e%2e%2f%2e%2e%2fetc/score", "/assets/../../../../etc/passwd",
        "//etc/passwd", "/..\\..\\etc\\passwd", "/api/v1/projects/ID/stems/../evidence",
        "/api/v1/projects/ID/stems/..%2fevidence", "/api/v1/projects/ID/stems/%2fetc%2fpasswd",
        "/api/v1/projects/ID/export/..%2fevidence", "/api/v1/projects/ID/evidence",
        "/api/v1/projects/ID/original.bin", "/api/v1/projects/ID/samples?source=../evidence"}) {
    std::string target = path;
    if (const auto at = target.find("ID"); at != std::string::npos) target.replace(at, 2, *id_);
    const Answer answer = ask(port, "GET", target);
    EXPECT_EQ(answer.status, 404) << target;
    EXPECT_EQ(answer.body.find("SQLite"), std::string::npos);
    EXPECT_EQ(answer.body.find("root:"), std::string::npos);
  }
}

TEST_F(Studio, OtherSitesAreRefusedEverywhere) {
  EXPECT_EQ(server_->get("/projects", {{"Host", "evil.example"}}).status, 403);
  EXPECT_EQ(server_->get("/projects", {{"Origin", "http://evil.example"}}).status, 403);
  EXPECT_EQ(server_->send("DELETE", one(*id_), {}, {{"Origin", "null"}}).status, 403);
  EXPECT_EQ(server_->send("POST", "/projects?name=x", "abc", {{"Origin", "http://a"}}).status, 403);
  EXPECT_EQ(server_->state(*id_), "ready");
}

TEST_F(Studio, TheScoreIsTheNotesDocumentWithItsRevision) {
  const Answer answer = get("/score");
  EXPECT_EQ(answer.header("ETag"), "\"1\"");
  EXPECT_EQ(get("/score", {{"If-None-Match", "\"1\""}}).status, 304);
  const auto document = parse_notes_json(answer.body, "score");
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(document->origin.recording, "two tones.wav");
  EXPECT_EQ(document->score.title, "two tones");
  EXPECT_GT(notes_in(document->score), 0U);
}

TEST_F(Studio, DecidingAgainIsWhatTheEngineDecidesFromItsEvidence) {
  const Expected<Transcriber> transcriber = Transcriber::create();
  const auto folder = server_->data() / "projects" / *id_;
  Transcription expected = load_evidence(folder / "evidence").value();
  expected.origin.decode = with_threshold(expected.origin.decode, 0.2);
  expected.origin.decode.min_note_s = 0.1;
  const std::string title = expected.score.title;
  expected.score = transcriber->decode(expected.evidence, expected.origin.decode, {2, 12}).value();
  expected.score.title = title;
  const Answer answer = server_->send("POST", one(*id_) + "/decide",
                                      R"({"threshold": 0.2, "min_note_s": 0.1, "parts": 2})");
  EXPECT_EQ(answer.body, format_notes_json(expected));
  EXPECT_TRUE(answer.header("Server-Timing").starts_with("decide;dur="));
  EXPECT_EQ(get("").body.find("\"edited\": true"), std::string::npos);
  const Answer same = server_->send("POST", one(*id_) + "/decide", "{}");
  EXPECT_EQ(parse_notes_json(same.body, "s")->score.parts.size(), score().parts.size());
  EXPECT_EQ(notes_in(parse_notes_json(same.body, "s")->score), notes_in(score()));
}

TEST_F(Studio, NotesAreDealtToTheInstrumentsThatAreKnown) {
  const std::string path = one(*id_) + "/decide";
  const Answer answer = server_->send("POST", path, R"({"instruments": ["flute", "piano"]})");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const Score decided = parse_notes_json(answer.body, "s")->score;
  ASSERT_EQ(decided.parts.size(), 2u) << "drums are not among them";
  EXPECT_EQ(decided.parts[0].name, "Flute");
  EXPECT_EQ(decided.parts[1].name, "Piano");
  EXPECT_EQ(notes_in(decided), notes_in(score()));
  EXPECT_EQ(server_->send("POST", path, R"({"instruments": ["kazoo"]})").status, 400);
}

TEST_F(Studio, GhostsAndTheBeatHaveTheirDials) {
  const auto folder = server_->data() / "projects" / *id_;
  const Transcription heard = load_evidence(folder / "evidence").value();
  const Expected<Transcriber> transcriber = Transcriber::create();
  const DecodeOptions options = with_ghost_suppression(heard.origin.decode, 1.0);
  const Score decided = transcriber->decode(heard.evidence, options, {}).value();
  const Score expected = quantised(decided, {2, 1.0}).value();
  const Answer answer =
      server_->send("POST", one(*id_) + "/decide", R"({"ghost_suppression": 1, "quantise": 2})");
  const Score found = parse_notes_json(answer.body, "s").value().score;
  ASSERT_EQ(notes_in(found), notes_in(expected));
  ASSERT_GT(notes_in(found), 0U);
  for (std::size_t i = 0; i < found.parts[0].notes.size(); ++i) {
    EXPECT_NEAR(found.parts[0].notes[i].onset_s, expected.parts[0].notes[i].onset_s, 1e-6);
  }
  EXPECT_EQ(server_->send("POST", one(*id_) + "/decide", R"({"quantise": 5})").status, 400);
}

TEST_F(Studio, WrongDecisionsAreExplained) {
  const std::string path = one(*id_) + "/decide";
  EXPECT_EQ(server_->send("POST", path, "{\"threshold\": 2}").status, 400);
  EXPECT_EQ(server_->send("POST", path, "not json").status, 422);
  EXPECT_EQ(server_->send("POST", path, std::string(70000, '[')).status, 413);
  EXPECT_EQ(error_code_of(server_->send("POST", path, "{\"x\": 2}")), "invalid_argument");
}

TEST_F(Studio, SoundIsFlacInAnyRange) {
  const Answer whole = get("/audio");
  EXPECT_EQ(whole.header("Content-Type"), "audio/flac");
  EXPECT_TRUE(whole.body.starts_with("fLaC"));
  const Answer part = get("/audio", {{"Range", "bytes=100-199"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, whole.body.substr(100, 100));
  const std::string size = std::to_string(whole.body.size());
  EXPECT_EQ(part.header("Content-Range"), "bytes 100-199/" + size);
  EXPECT_EQ(get("/audio", {{"Range", "bytes=-10"}}).body,
            whole.body.substr(whole.body.size() - 10));
  const Answer beyond = get("/audio", {{"Range", "bytes=" + size + "-"}});
  EXPECT_EQ(beyond.status, 416);
  EXPECT_EQ(beyond.header("Content-Range"), "bytes */" + size);
  EXPECT_EQ(get("/audio", {{"Range", "nonsense"}}).body, whole.body);
}

TEST_F(Studio, SamplesAreThoseOfTheRecording) {
  const Answer answer = get("/samples?source=audio&from=22050&frames=100");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.header("X-Sample-Rate"), "22050");
  EXPECT_EQ(answer.header("X-Channels"), "1");
  EXPECT_EQ(answer.header("X-Total-Frames"), "66150");
  // What was uploaded is PCM of 16 bits: FLAC and this route must not change a bit of it.
  EXPECT_EQ(answer.body, recording_->substr(44 + 22050 * 2, 200));
  EXPECT_EQ(get("/samples?from=66140&frames=100").body.size(), 20U);
  EXPECT_EQ(get("/samples?from=66150&frames=100").body.size(), 0U);
  EXPECT_EQ(get("/samples?from=1099511627776&frames=1").status, 200);
  for (const char* query : {"from=-1", "from=x", "frames=0", "frames=1048577",
                            "frames=", "from=99999999999999999999"}) {
    EXPECT_EQ(get("/samples?" + std::string(query)).status, 400) << query;
  }
  EXPECT_EQ(get("/samples?source=01_x.flac").status, 404);
}

TEST_F(Studio, TheSpectrogramHasAByteForEachCell) {
  const auto card = core::parse_json(get("/spectrogram").body, "card");
  ASSERT_TRUE(card);
  const std::string bytes = get("/spectrogram.u8").body;
  EXPECT_GT(bytes.size(), 0U);
  EXPECT_EQ(*card->find_number("width") * *card->find_number("height"), double(bytes.size()));
  EXPECT_EQ(*std::max_element(bytes.begin(), bytes.end(),
                              [](unsigned char a, unsigned char b) { return a < b; }),
            '\xFF');  // 0 dB is its loudest cell
  EXPECT_EQ(card->find_number("floor_db"), -80.0);
  EXPECT_GT(card->find("frames")->find_number("hop_s"), 0.0);
}

TEST_F(Studio, EveryExportCanBeReadBack) {
  const std::size_t count = notes_in(score());
  const Answer midi = get("/export/midi");
  EXPECT_EQ(midi.header("Content-Type"), "audio/midi");
  EXPECT_EQ(midi.header("Content-Disposition"),
            "attachment; filename=\"two tones.mid\"; filename*=UTF-8''two%20tones.mid");
  EXPECT_EQ(notes_in(score::parse_midi(midi.body, "midi").value()), count);
  EXPECT_EQ(get("/export/json").body, get("/score").body);
  EXPECT_EQ(core::parse_note_table(get("/export/csv").body, "csv")->size(), count);
  EXPECT_NE(get("/export/musicxml").body.find("</score-partwise>"), std::string::npos);
  EXPECT_TRUE(get("/export/png").body.starts_with("\x89PNG\r\n\x1a\n"));
  const auto zip = read_zip(get("/export/zip").body);
  ASSERT_TRUE(zip);
  ASSERT_EQ(zip->size(), 5U);
  EXPECT_EQ(zip->at("two tones.mid"), midi.body);
  EXPECT_EQ(zip->at("two tones.notes.json"), get("/score").body);
  EXPECT_TRUE(std::filesystem::is_empty(server_->data() / "temporary"));
}

TEST_F(Studio, OnlyWhatHasComeToNoEndIsTriedAgain) {
  EXPECT_EQ(server_->send("POST", one(*id_) + "/retry").status, 409);
  EXPECT_EQ(server_->send("POST", one(*id_) + "/cancel").status, 202);
  EXPECT_EQ(server_->state(*id_), "ready");
}

TEST(StudioEditing, PutsScoresUnderTheirRevision) {
  RunningServer server;
  const std::string id = server.upload(tones());
  ASSERT_EQ(server.settled(id), "ready");
  const std::string path = one(id) + "/score";
  Transcription document = parse_notes_json(server.get(path).body, "score").value();
  document.score.parts = {{"Oboe", 68, false, {{0.5, 1.0, 72, 99}, {0.25, 0.5, 60, 20}}}};
  const std::string edited = format_notes_json(document);
  EXPECT_EQ(server.send("PUT", path, edited).status, 428);
  EXPECT_EQ(server.send("PUT", path, edited, {{"If-Match", "\"7\""}}).status, 412);
  EXPECT_EQ(server.send("PUT", path, edited, {{"If-Match", "*"}}).status, 412);
  for (const char* wrong :
       {"", "{}", "[1", "{\"format\": \"divisi-notes\", \"format_version\": 9}"}) {
    const Answer answer = server.send("PUT", path, wrong, {{"If-Match", "\"1\""}});
    EXPECT_EQ(error_code_of(answer), "not_a_score") << wrong;
  }
  const Answer put = server.send("PUT", path, edited, {{"If-Match", "\"1\""}});
  EXPECT_EQ(put.status, 200) << put.body;
  EXPECT_EQ(put.body, "{\"revision\": 2}");
  EXPECT_EQ(server.send("PUT", path, edited, {{"If-Match", "\"1\""}}).status, 412);
  EXPECT_NE(server.get(one(id)).body.find("\"edited\": true"), std::string::npos);
  const Score midi = score::parse_midi(server.get(one(id) + "/export/midi").body, "m").value();
  ASSERT_EQ(midi.parts.size(), 1U);
  EXPECT_EQ(midi.parts[0].name, "Oboe");
  EXPECT_EQ(notes_in(midi), 2U);
  server.stop();
  server.start();
  EXPECT_EQ(server.get(path).header("ETag"), "\"2\"");
  EXPECT_EQ(parse_notes_json(server.get(path).body, "s")->score.parts.at(0).name, "Oboe");
}

TEST(StudioEditing, RenamesAndRemoves) {
  RunningServer server;
  const std::string id = server.upload(tones());
  EXPECT_EQ(text_in(server.send("PATCH", one(id), R"({"name": "Wiegenlied"})"), "name"),
            "Wiegenlied");
  EXPECT_EQ(server.send("PATCH", one(id), R"({"name": ""})").status, 400);
  EXPECT_EQ(server.send("PATCH", one(id), R"({"title": "x"})").status, 400);
  EXPECT_EQ(server.send("PATCH", one(id), "{").status, 422);
  EXPECT_EQ(server.send("DELETE", one(id)).status, 204);
  EXPECT_EQ(server.get(one(id)).status, 404);
  EXPECT_EQ(server.get("/projects").body, "{\"projects\": []}");
  EXPECT_TRUE(std::filesystem::is_empty(server.data() / "projects"));
}

TEST(StudioEditing, StemsAddUpAndGoIntoTheZip) {
  RunningServer server;
  const std::string id = server.upload(tones());
  ASSERT_EQ(server.settled(id), "ready");
  EXPECT_EQ(server.get(one(id) + "/stems").body,
            "{\"state\": \"none\", \"revision\": 0, \"stems\": []}");
  EXPECT_EQ(server.send("POST", one(id) + "/stems").status, 202);
  ASSERT_TRUE(server.wait_for(id, "\"stems\": \"ready\""));
  const auto list = core::parse_json(server.get(one(id) + "/stems").body, "stems");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->find_number("revision"), 1.0);
  const core::JsonValue& stem = list->find("stems")->items.at(0);
  for (const std::string& url : {*stem.find_text("audio"), *stem.find_text("synthesised"),
                                 *list->find_text("residual"), *list->find_text("remix")}) {
    const Answer sound = ask(server.port(), "GET", url);
    EXPECT_EQ(sound.header("Content-Type"), "audio/flac") << url;
    EXPECT_TRUE(sound.body.starts_with("fLaC")) << url;
  }
  const std::string file =
      stem.find_text("audio")->substr(std::string("/api/v1/projects//stems/").size() + 16);
  EXPECT_EQ(server.get(one(id) + "/samples?frames=10&source=" + file).body.size(), 20U);
  const auto zip = read_zip(server.get(one(id) + "/export/zip").body);
  ASSERT_TRUE(zip);
  EXPECT_TRUE(zip->contains("stems/" + file));
  EXPECT_TRUE(zip->contains("played/" + file));
  EXPECT_TRUE(zip->contains("stems/residual.flac"));
}

}  // namespace
}  // namespace divisi::server::testing

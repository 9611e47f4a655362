// fuzz_seeds FOLDER: what the fuzzers start from, FOLDER/<fuzzer>/<seed>; small files of each kind,
// made by our own writers, so that they always are of the present format.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "../engine/made_model.h"
#include "../engine/made_recording.h"
#include "core/atomic_file.h"
#include "divisi/timbres.h"
#include "engine/evidence_file.h"
#include "eval/npy.h"
#include "features/feature_parameters.h"
#include "models/drum_model.h"
#include "models/published_model.h"
#include "nn/weights_layout.h"
#include "score/midi_writer.h"
#include "score/notes_csv.h"
#include "score/score_json.h"

namespace {

using namespace divisi;
using engine::testing::made_recording;
namespace fs = std::filesystem;

void must(const Expected<void>& done) {
  if (done) return;
  std::fprintf(stderr, "fuzz_seeds: %s\n", done.error().message.c_str());
  std::exit(1);
}

std::string bytes_of(const fs::path& path) {
  auto bytes = core::read_file(path);
  if (!bytes) must(bytes.error());
  return *bytes;
}

/// Where the seeds of one fuzzer go.
class Seeds {
 public:
  Seeds(const fs::path& root, const char* fuzzer) : folder_(root / fuzzer) {
    fs::create_directories(folder_);
  }
  fs::path path(const std::string& name) const { return folder_ / name; }
  void add(const std::string& name, std::string_view bytes) const {
    must(core::write_file_atomically(path(name), bytes));
  }

 private:
  fs::path folder_;
};

Score small_score() {
  Score score;
  score.title = "Lied";
  score.duration_s = 4.0;
  score.tempo = {{0.0, 96.0}, {2.0, 100.0}};
  score.parts = {{"Violine", 40, false, {{0.1, 0.3, 69, 80, 0.875}, {0.3, 1.1, 71, 1, 1.0}}},
                 {"Drums", 0, true, {{0.1, 0.2, 36, 90, 0.5}, {1.1, 1.2, 42, 60, 0.5}}}};
  return score;
}

void add_scores(const fs::path& root) {
  score::ScoreDocument document;
  document.score = small_score();
  document.input_file = "a.wav";
  document.input_sha256 = std::string(64, 'a');
  document.options = {{"onset_threshold", 0.45}};
  Seeds(root, "score_json").add("score", score::format_score_json(document));
  const std::string midi = score::format_midi(document.score);
  Seeds(root, "midi").add("plain", std::string(1, '\0') + midi);
  Seeds(root, "midi").add("pedal", std::string(1, '\1') + midi);
  const Seeds tables(root, "tables");
  tables.add("ours", score::format_notes_csv(document.score));
  tables.add("bare", "# a comment\n0.1\t0.5\t69.02\n0.5\t0.7\t60 \"violin\"\n");
}

Transcription small_transcription() {
  Transcription made;
  made.origin.recording = "a.wav";
  made.origin.sample_rate_hz = 44100;
  made.origin.channel_count = 2;
  made.evidence.frames = {512.0 / 22050.0, 0.0};
  made.evidence.duration_s = 0.5;
  for (Map2d* map : {&made.evidence.onset, &made.evidence.frame, &made.evidence.offset,
                     &made.evidence.velocity}) {
    *map = Map2d(20, 88);
    for (std::size_t t = 3; t < 12; ++t) map->at(t, 40) = 0.75F;
  }
  made.evidence.timbre.dimensions = 2;
  made.evidence.timbre.frames = {3, 4};
  made.evidence.timbre.pitches = {40, 40};
  made.evidence.timbre.vectors = {0.5F, -1.0F, 0.25F, 2.0F};
  return made;
}

void add_evidence(const fs::path& root) {
  // Without the twelve bytes before and the checksum behind, which the fuzzer adds.
  const std::string bytes = engine::encode_evidence(small_transcription());
  Seeds(root, "evidence").add("small", std::string_view(bytes).substr(12, bytes.size() - 16));
}

models::NoteNetSpec tiny_network() {
  models::NoteNetSpec spec = engine::testing::small_network();
  spec.channels = 2;
  spec.bottleneck_channels = 1;
  spec.head_channels = 2;
  spec.time_dilations = {1};
  return spec;
}

void add_weights(const fs::path& root) {
  const Seeds whole(root, "weights");
  must(engine::testing::write_made_model(whole.path("notes"), tiny_network()));
  must(engine::testing::write_made_timbre(whole.path("timbre")));
  models::DrumNetSpec drums;
  drums.stem_channels = drums.lower_channels = drums.upper_channels = drums.channels = 2;
  nn::WeightsInfo info;
  info.model = models::kDrumNetName;
  info.hyper_parameters = models::parameters_of(drums);
  info.hyper_parameters.merge(features::parameters_of(features::MelSpec{}));
  must(engine::testing::write_made_network(whole.path("drums"), models::DrumNet(drums).layers(),
                                           info, 3));
  info.model = models::kPublishedBackboneName;
  info.hyper_parameters = models::published_parameters(true);
  must(engine::testing::write_made_network(whole.path("published"),
                                           models::PublishedBackbone(true).layers(), info, 4));
  const Seeds headers(root, "model");
  for (const char* name : {"notes", "timbre", "drums", "published"}) {
    const std::string bytes = bytes_of(whole.path(name));
    const auto length = nn::read_little<std::uint32_t>(bytes, nn::kHeaderBytesAt);
    headers.add(name, std::string_view(bytes).substr(nn::kHeaderAt, length));
  }
}

void add_timbres(const fs::path& root) {
  const Timbre plain{"my violin", 40, 2, 30, 21.5, std::string(64, 'c'), {1.0, 2.0}, {0.5, -1.0}};
  const Timbre other{"Flöte", -1, 1, 5, 3.0, std::string(64, 'c'), {1.0, 0.0}, {0.0, 0.25}};
  must(write_timbres({plain, other}, Seeds(root, "timbres").path("two")));
}

void add_sounds(const fs::path& root) {
  const Seeds sounds(root, "audio");
  AudioBuffer sound = made_recording(0.2, 8000);
  for (const char* name : {"a.wav", "a.flac", "a.ogg", "a.mp3"})
    must(audio::write_audio(sounds.path(name), sound));
}

template <class T>
std::string little(T value) {
  return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

std::string mat_element(std::uint32_t type, std::string data) {
  const auto size = static_cast<std::uint32_t>(data.size());
  data.resize((data.size() + 7) / 8 * 8);
  return little(type) + little(size) + data;
}

std::string mat_array(std::uint32_t array_class, const std::string& content) {
  return mat_element(14, mat_element(6, little(array_class) + little(0U)) +
                             mat_element(5, little(1) + little(2)) + mat_element(1, "notes") +
                             content);
}

void add_arrays(const fs::path& root) {
  const std::array<float, 6> cells = {0.0F, 1.0F, -2.0F, 0.5F, 3.0F, 4.0F};
  Seeds(root, "npy").add("floats", eval::format_npy<float>(cells, {2, 3}));
  const std::string numbers = mat_array(6, mat_element(9, little(1.5) + little(2.5)));
  const Seeds mats(root, "mat");
  mats.add("numbers", numbers);
  mats.add("cells", mat_array(1, numbers + numbers));
}

/// The first byte says what a client sends (server_fuzz.cpp).
void add_requests(const fs::path& root) {
  const Seeds seeds(root, "server");
  const std::string zero(1, '\0');
  seeds.add("get", zero +
                       "GET /api/v1/projects?name=a%20b HTTP/1.1\r\nHost: 127.0.0.1:8090\r\n"
                       "Cookie: a=b; divisi_token=secret\r\nOrigin: null\r\n\r\n");
  seeds.add("chunks", zero +
                          "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
                          "Expect: 100-continue\r\n\r\n5;a=b\r\nhello\r\n0\r\nA: b\r\n\r\n");
  seeds.add("length", zero + "PUT /x HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello");
  seeds.add("address", "\1/a%2fb/../c?x=1+2&name=%C3%A9&&=");
  seeds.add("range",
            "\2"
            "bytes=10-99");
  seeds.add("suffix",
            "\2"
            "bytes=-99");
  seeds.add("rename", "\3{\"name\": \"a/b\\u00e9\"}");
  seeds.add("revision", "\3\"12\"");
  seeds.add("dials",
            "\4{\"threshold\": 0.3, \"onset_threshold\": 0.4, \"frame_threshold\": 0.5, "
            "\"min_note_s\": 0.1, \"parts\": \"auto\", \"max_parts\": 5}");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "usage: fuzz_seeds FOLDER\n"), 2;
  const fs::path root(argv[1]);
  for (const auto& add :
       {add_scores, add_evidence, add_weights, add_timbres, add_sounds, add_arrays, add_requests})
    add(root);
  return 0;
}

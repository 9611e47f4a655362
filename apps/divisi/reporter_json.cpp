/// One JSON object on each line, for programs that show progress of their own (docs/cli.md).

#include <chrono>
#include <cmath>
#include <cstdio>
#include <optional>

#include <nlohmann/json.hpp>

#include "commands.h"
#include "reporter.h"

namespace divisi::cli {
namespace {

using Json = nlohmann::ordered_json;

class JsonReporter final : public Reporter {
 public:
  void begin(const std::filesystem::path& input, int number, int count) override {
    input_ = input.string();
    told_ = {};
    write({{"event", "begin"}, {"input", input_}, {"number", number}, {"count", count}});
  }

  /// What has not changed is not told again: frames come in long before the first is decided.
  void update(const Progress& progress) override {
    const bool is_told = told_ && told_->fraction == progress.fraction &&
                         told_->audio_done_s == progress.audio_done_s;
    if (is_told) return;
    told_ = progress;
    Json line = {{"event", "progress"}, {"input", input_}};
    line["fraction"] = progress.fraction < 0.0 ? Json(nullptr) : Json(progress.fraction);
    line["audio_done_s"] = progress.audio_done_s;
    write(line);
  }

  void note(const Note& note) override {
    write({{"event", "note"},
           {"input", input_},
           {"onset_s", note.onset_s},
           {"offset_s", note.offset_s},
           {"pitch_midi", note.pitch_midi},
           {"velocity", note.velocity},
           {"confidence", note.confidence}});
  }

  bool wants_notes() const override { return true; }

  void done(const Outcome& outcome) override {
    Json outputs = Json::array();
    for (const std::filesystem::path& path : outcome.outputs) outputs.push_back(path.string());
    write({{"event", "done"},
           {"input", input_},
           {"notes", outcome.note_count},
           {"audio_s", outcome.audio_s},
           {"tuning_hz", std::round(100.0 * outcome.tuning_hz) / 100.0},
           {"elapsed_s", outcome.elapsed_s},
           {"outputs", outputs},
           {"warnings", outcome.warnings}});
  }

  void skipped(std::string_view why) override {
    write({{"event", "skipped"}, {"input", input_}, {"message", std::string(why)}});
  }

  void failed(const Error& error) override {
    write({{"event", "failed"},
           {"input", input_},
           {"code", std::string(error_code_name(error.code))},
           {"message", error.message}});
  }

  void summary(const BatchSummary& summary) override {
    write({{"event", "summary"},
           {"done", summary.done},
           {"skipped", summary.skipped},
           {"failed", summary.failed},
           {"elapsed_s", summary.elapsed_s}});
  }

 private:
  /// File names need not be UTF-8: bytes that are not become U+FFFD rather than an exception.
  static void write(const Json& line) {
    const std::string text = line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
  }

  std::string input_;
  std::optional<Progress> told_;
};

}  // namespace

std::unique_ptr<Reporter> make_json_reporter() { return std::make_unique<JsonReporter>(); }

}  // namespace divisi::cli

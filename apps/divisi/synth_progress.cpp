#include "synth_progress.h"

#include <chrono>
#include <cstdio>
#include <string>

#include "commands.h"
#include "core/json.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

/// The set, and how long it has been in the making.
class Begun : public SynthProgress {
 public:
  void begin(const synth::GenerateOptions& options) override {
    out_ = options.out.string();
    clip_count_ = options.clips.value_or(0);
    start_ = std::chrono::steady_clock::now();
  }

 protected:
  const std::string& out() const { return out_; }
  int clip_count() const { return clip_count_; }
  double elapsed_s() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::string out_;
  int clip_count_ = 0;
  std::chrono::steady_clock::time_point start_;
};

class TextProgress final : public Begun {
 public:
  explicit TextProgress(bool with_bar) : with_bar_(with_bar) {}

  /// "512/2400 clips, 3.1 a second, 10 min left"
  void update(const synth::GenerateProgress& progress) override {
    if (!with_bar_) return;
    const double rate = progress.done / (elapsed_s() > 0.0 ? elapsed_s() : 1.0);
    const double left_s = rate > 0.0 ? (progress.total - progress.done) / rate : 0.0;
    char text[96];
    std::snprintf(text, sizeof text, "%d/%d clips, %.1f a second, %.0f min left", progress.done,
                  progress.total, rate, left_s / 60.0);
    show_bar(text);
  }

  void done() override {
    clear_bar();
    say(std::to_string(clip_count()) + " clips in " + out());
  }

  void failed(const Error& error) override {
    clear_bar();
    say_error(error);
  }

 private:
  bool with_bar_;
};

std::string decimal(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

class JsonProgress final : public Begun {
 public:
  void begin(const synth::GenerateOptions& options) override {
    Begun::begin(options);
    write("begin", ",\"clips\":" + std::to_string(clip_count()));
  }

  void update(const synth::GenerateProgress& progress) override {
    const double fraction = progress.total > 0 ? double(progress.done) / progress.total : 1.0;
    write("progress", ",\"fraction\":" + decimal(fraction) +
                          ",\"clips_done\":" + std::to_string(progress.done));
  }

  void done() override {
    write("done",
          ",\"clips\":" + std::to_string(clip_count()) + ",\"elapsed_s\":" + decimal(elapsed_s()));
  }

  void failed(const Error& error) override {
    write("failed", ",\"code\":" + core::quote_json(error_code_name(error.code)) +
                        ",\"message\":" + core::quote_json(error.message));
  }

 private:
  void write(const std::string& event, const std::string& members) const {
    const std::string line = "{\"event\":" + core::quote_json(event) +
                             ",\"output\":" + core::quote_json(out()) + members + "}\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
    std::fflush(stderr);
  }
};

}  // namespace

std::unique_ptr<SynthProgress> make_synth_progress(ProgressStyle style) {
  if (style == ProgressStyle::json) return std::make_unique<JsonProgress>();
  const bool with_bar =
      style == ProgressStyle::bar || (style == ProgressStyle::automatic && stderr_is_terminal());
  return std::make_unique<TextProgress>(with_bar && !quiet());
}

}  // namespace divisi::cli

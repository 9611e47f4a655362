/// Lines and a bar for people.

#include <chrono>
#include <cstdio>
#include <string>

#include "reporter.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kBarCells = 24;
constexpr double kRedrawEvery_s = 0.1;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// "0:07", "1:02:03".
std::string clock_text(double seconds) {
  const auto whole = static_cast<long long>(seconds + 0.5);
  char text[32];
  if (whole >= 3600) {
    std::snprintf(text, sizeof(text), "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                  whole % 60);
  } else {
    std::snprintf(text, sizeof(text), "%lld:%02lld", whole / 60, whole % 60);
  }
  return text;
}

std::string decimal(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.*f", digits, value);
  return text;
}

std::string plural(long long count, const char* noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

/// "[#####...]  42 %  0:07 left", or how much is done while the length is unknown.
std::string bar_text(const Progress& progress, double elapsed_s) {
  if (progress.fraction < 0.0) return clock_text(progress.audio_done_s) + " of audio done";
  const int full = static_cast<int>(progress.fraction * kBarCells + 0.5);
  std::string text = "[" + std::string(static_cast<std::size_t>(full), '#') +
                     std::string(static_cast<std::size_t>(kBarCells - full), '.') + "] " +
                     decimal(progress.fraction * 100.0, 0) + " %";
  if (progress.fraction > 0.02 && elapsed_s > 0.5) {
    text += "  " + clock_text(elapsed_s * (1.0 - progress.fraction) / progress.fraction) + " left";
  }
  return text;
}

class TextReporter final : public Reporter {
 public:
  explicit TextReporter(bool with_bar) : with_bar_(with_bar) {}

  void begin(const std::filesystem::path& input, int number, int count) override {
    input_ = input;
    label_ = input.filename().string();
    if (count > 1) label_ = std::to_string(number) + "/" + std::to_string(count) + " " + label_;
    started_ = Clock::now();
    drawn_s_ = -1.0;
  }

  void update(const Progress& progress) override {
    const double elapsed_s = seconds_since(started_);
    if (!with_bar_ || elapsed_s - drawn_s_ < kRedrawEvery_s) return;
    drawn_s_ = elapsed_s;
    show_bar(label_ + " " + bar_text(progress, elapsed_s));
  }

  void note(const Note&) override {}
  bool wants_notes() const override { return false; }

  void done(const Outcome& outcome) override {
    clear_bar();
    for (const std::string& warning : outcome.warnings) {
      say("warning: " + warning);  // which names the file
    }
    std::string line =
        input_.string() + ": " + plural(static_cast<long long>(outcome.note_count), "note");
    if (outcome.audio_s > 0.0) line += " from " + clock_text(outcome.audio_s) + " of audio";
    if (outcome.tuning_hz != kStandardTuning_hz)
      line += " at A4 = " + decimal(outcome.tuning_hz, 1) + " Hz";
    line += " in " + decimal(outcome.elapsed_s, 2) + " s";
    for (std::size_t i = 0; i < outcome.outputs.size(); ++i) {
      line += (i == 0 ? " -> " : ", ") +
              (i == 0 ? outcome.outputs[i] : outcome.outputs[i].filename()).string();
    }
    say(line);
  }

  void skipped(std::string_view why) override {
    clear_bar();
    say(input_.string() + ": skipped, " + std::string(why));
  }

  void failed(const Error& error) override {
    clear_bar();
    say_error(error);
  }

  void summary(const BatchSummary& summary) override {
    std::string line = std::to_string(summary.done) + " done";
    if (summary.skipped > 0) line += ", " + std::to_string(summary.skipped) + " skipped";
    line += ", " + std::to_string(summary.failed) + " failed, in " + decimal(summary.elapsed_s, 1) +
            " s";
    say(line);
  }

 private:
  bool with_bar_;
  std::filesystem::path input_;
  std::string label_;
  Clock::time_point started_ = Clock::now();
  double drawn_s_ = -1.0;
};

}  // namespace

Expected<ProgressStyle> parse_progress_style(std::string_view name) {
  if (name == "auto") return ProgressStyle::automatic;
  if (name == "bar") return ProgressStyle::bar;
  if (name == "json") return ProgressStyle::json;
  if (name == "none") return ProgressStyle::none;
  return Error{ErrorCode::invalid_argument,
               "'" + std::string(name) + "' is none of auto, bar, json, none",
               {}};
}

std::unique_ptr<Reporter> make_text_reporter(bool with_bar) {
  return std::make_unique<TextReporter>(with_bar);
}

std::unique_ptr<Reporter> make_reporter(ProgressStyle style) {
  if (style == ProgressStyle::json) return make_json_reporter();
  const bool with_bar =
      style == ProgressStyle::bar || (style == ProgressStyle::automatic && stderr_is_terminal());
  return make_text_reporter(with_bar && !quiet());
}

}  // namespace divisi::cli

/// How a batch tells what it is doing: lines and a bar for people, JSON lines for programs.
///
/// Everything goes to stderr. A reporter hears each input's story in order: begin, any number of
/// update and note, then one of done, skipped, failed; at the end summary.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "divisi/error.h"
#include "divisi/options.h"
#include "divisi/score.h"

namespace divisi::cli {

/// What became of one input.
struct Outcome {
  std::size_t note_count = 0;
  double audio_s = 0.0;
  double tuning_hz = kStandardTuning_hz;
  double elapsed_s = 0.0;
  std::vector<std::filesystem::path> outputs;
  std::vector<std::string> warnings;
};

struct BatchSummary {
  int done = 0;
  int skipped = 0;
  int failed = 0;
  double elapsed_s = 0.0;
};

class Reporter {
 public:
  virtual ~Reporter() = default;
  virtual void begin(const std::filesystem::path& input, int number, int count) = 0;
  virtual void update(const Progress& progress) = 0;
  virtual void note(const Note& note) = 0;
  virtual bool wants_notes() const = 0;
  virtual void done(const Outcome& outcome) = 0;
  virtual void skipped(std::string_view why) = 0;
  virtual void failed(const Error& error) = 0;
  virtual void summary(const BatchSummary& summary) = 0;
};

enum class ProgressStyle { automatic, bar, json, none };

/// From "auto", "bar", "json" or "none". Errors: invalid_argument.
Expected<ProgressStyle> parse_progress_style(std::string_view name);

std::unique_ptr<Reporter> make_reporter(ProgressStyle style);
std::unique_ptr<Reporter> make_text_reporter(bool with_bar);
std::unique_ptr<Reporter> make_json_reporter();

}  // namespace divisi::cli

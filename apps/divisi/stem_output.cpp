#include "stem_output.h"

#include <algorithm>
#include <system_error>

#include <CLI/CLI.hpp>

#include "terminal.h"

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;

const PlannedOutput* planned_as(const std::vector<PlannedOutput>& planned, ExtraOutput kind) {
  for (const PlannedOutput& output : planned) {
    const auto* extra = std::get_if<ExtraOutput>(&output.kind);
    if (extra != nullptr && *extra == kind) return &output;
  }
  return nullptr;
}

void add_warnings(const std::vector<std::string>& lines, Outcome& outcome) {
  for (const std::string& line : lines) {
    // A damaged file says so each time it is read.
    if (std::find(outcome.warnings.begin(), outcome.warnings.end(), line) ==
        outcome.warnings.end()) {
      outcome.warnings.push_back(line);
    }
  }
}

}  // namespace

void add_stem_format_option(CLI::App& command, StemOptions& options) {
  command
      .add_option_function<std::string>(
          "--stem-format",
          [&options](const std::string& name) {
            const Expected<StemFormat> format = parse_stem_format(name);
            if (!format) throw CLI::ValidationError("--stem-format", format.error().message);
            options.format = *format;
          },
          "flac or wav, both of 24 bits [default: flac]")
      ->type_name("KIND");
}

ProgressFunction pass_progress(Reporter& reporter, double begin, double end) {
  return [&reporter, begin, end](const Progress& progress) {
    Progress whole = progress;
    if (progress.fraction >= 0.0) whole.fraction = begin + (end - begin) * progress.fraction;
    reporter.update(whole);
    return !interrupted();
  };
}

bool plans_sounds(const std::vector<PlannedOutput>& planned) {
  return planned_as(planned, ExtraOutput::stems) != nullptr;
}

Expected<void> write_sounds(const fs::path& recording, const Score& score,
                            const std::vector<PlannedOutput>& planned, const StemOptions& options,
                            const ProgressFunction& progress, Outcome& outcome) {
  const PlannedOutput* stems = planned_as(planned, ExtraOutput::stems);
  if (stems == nullptr) return {};
  const Expected<StemSet> set = write_stems(recording, score, stems->path, options, progress);
  if (!set) {
    const bool writing = set.error().where.starts_with(stems->path.string());
    return writing ? as_write_error(set.error()) : set.error();
  }
  for (const Stem& stem : set->stems) outcome.outputs.push_back(stem.path);
  outcome.audio_s = set->duration_s;
  add_warnings(set->warnings, outcome);
  return {};
}

void remove_sounds(const Outcome& outcome) {
  std::error_code ignored;
  for (const fs::path& path : outcome.outputs) {
    fs::remove(path, ignored);
    fs::remove(path.parent_path(), ignored);  // once it is empty
  }
}

}  // namespace divisi::cli

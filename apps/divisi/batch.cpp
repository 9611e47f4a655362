#include "batch.h"

#include <chrono>
#include <optional>
#include <string_view>
#include <system_error>

#include "output_folder.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string_view suffix_of(ExtraOutput extra) {
  switch (extra) {
    case ExtraOutput::evidence:
      return ".evidence";
    case ExtraOutput::dealing:
      return ".parts.png";
    case ExtraOutput::stems:
      return ".stems";
    case ExtraOutput::auralised:
      break;
  }
  return ".auralised";
}

std::vector<PlannedOutput> plan_outputs(const fs::path& stem, const BatchOptions& options) {
  std::vector<PlannedOutput> planned;
  const auto plan = [&](auto kind, std::string_view suffix) {
    fs::path path = stem;
    planned.push_back({kind, path += suffix});
  };
  for (const OutputFormat format : options.output.formats) plan(format, output_suffix(format));
  for (const ExtraOutput extra : options.extras) plan(extra, suffix_of(extra));
  return planned;
}

/// One turn: what became of it.
enum class Turn { done, skipped, failed };

struct TurnResult {
  Turn turn = Turn::done;
  ExitCode code = ExitCode::ok;
};

TurnResult report_failure(Reporter& reporter, const Error& error, ExitCode code) {
  reporter.failed(error);
  return {Turn::failed, code};
}

/// Looks before any work is done: finding out after an hour of transcribing that the result may
/// not be written would be unkind.
std::optional<TurnResult> check_existing(const std::vector<PlannedOutput>& planned,
                                         const OutputOptions& options, Reporter& reporter) {
  if (options.force) return {};
  std::error_code ignored;
  std::size_t existing = 0;
  fs::path first;
  for (const PlannedOutput& output : planned) {
    if (!fs::exists(output.path, ignored)) continue;
    if (existing++ == 0) first = output.path;
  }
  if (options.skip_existing) {
    if (existing < planned.size()) return {};
    reporter.skipped("results exist");
    return TurnResult{Turn::skipped, ExitCode::ok};
  }
  if (existing == 0) return {};
  return report_failure(reporter,
                        {ErrorCode::io,
                         first.string() + ": exists already (--force replaces it, "
                                          "--skip-existing leaves such inputs out)",
                         first.string()},
                        ExitCode::cannot_write);
}

/// The folders on the way to `folder` that are not there yet, deepest first.
std::vector<fs::path> missing_folders(fs::path folder) {
  std::vector<fs::path> missing;
  std::error_code ignored;
  while (!folder.empty() && !fs::exists(folder, ignored)) {
    missing.push_back(folder);
    if (folder == folder.parent_path()) break;
    folder = folder.parent_path();
  }
  return missing;
}

/// Folders we made and left empty are no result.
void remove_empty(const std::vector<fs::path>& folders) {
  std::error_code ignored;
  for (const fs::path& folder : folders) fs::remove(folder, ignored);
}

ExitCode code_of(const Error& error) {
  if (error.where.starts_with("write:")) return ExitCode::cannot_write;
  return exit_code_for(error);
}

TurnResult take_turn(const Input& input, const BatchOptions& options, const BatchWork& work,
                     Reporter& reporter) {
  if (input.problem) return report_failure(reporter, *input.problem, code_of(*input.problem));
  const fs::path stem = result_stem(input, options.output.folder);
  const std::vector<PlannedOutput> planned = plan_outputs(stem, options);
  if (const auto settled = check_existing(planned, options.output, reporter)) return *settled;

  const std::vector<fs::path> made = missing_folders(stem.parent_path());
  const Expected<void> folder = make_folder(stem.parent_path());
  if (!folder) return report_failure(reporter, folder.error(), ExitCode::cannot_write);
  const auto started = Clock::now();
  Expected<Outcome> outcome = work(input, planned, reporter);
  if (!outcome) {
    remove_empty(made);
    return report_failure(reporter, outcome.error(), code_of(outcome.error()));
  }
  outcome->elapsed_s = seconds_since(started);
  reporter.done(*outcome);
  return {Turn::done, ExitCode::ok};
}

ExitCode overall(const BatchSummary& summary, std::size_t input_count, ExitCode first_failure) {
  if (interrupted()) return ExitCode::interrupted;
  if (summary.failed == 0) return ExitCode::ok;
  return input_count == 1 ? first_failure : ExitCode::some_failed;
}

Expected<void> write_one(const Transcription& transcription, const PlannedOutput& output,
                         std::optional<MidiBends> bends) {
  if (interrupted()) return Error{ErrorCode::cancelled, "interrupted", {}};
  if (const auto* format = std::get_if<OutputFormat>(&output.kind)) {
    return write_output(transcription, *format, output.path, bends.value_or(MidiBends::channel));
  }
  return std::get<ExtraOutput>(output.kind) == ExtraOutput::evidence
             ? save_evidence(transcription, output.path)
             : write_dealing_picture(transcription, output.path);
}

}  // namespace

bool is_sound(const PlannedOutput& output) {
  const auto* extra = std::get_if<ExtraOutput>(&output.kind);
  return extra != nullptr && (*extra == ExtraOutput::stems || *extra == ExtraOutput::auralised);
}

Error as_write_error(Error error) {
  error.where = "write:" + error.where;  // which code_of() knows
  return error;
}

Outcome outcome_of(const Score& score) {
  Outcome outcome;
  for (const Part& part : score.parts) outcome.note_count += part.notes.size();
  outcome.tuning_hz = score.tuning_hz;
  return outcome;
}

Expected<void> write_outputs(const Transcription& transcription,
                             const std::vector<PlannedOutput>& planned,
                             std::optional<MidiBends> bends) {
  std::vector<fs::path> fresh;
  for (const PlannedOutput& output : planned) {
    if (is_sound(output)) continue;
    std::error_code ignored;
    const bool was_there = fs::exists(output.path, ignored);
    const Expected<void> written = write_one(transcription, output, bends);
    if (!written) {
      for (const fs::path& path : fresh) fs::remove(path, ignored);
      const Error& error = written.error();
      return error.code == ErrorCode::cancelled ? error : as_write_error(error);
    }
    if (!was_there) fresh.push_back(output.path);
  }
  return {};
}

ExitCode run_batch(const std::vector<Input>& inputs, const BatchOptions& options,
                   const BatchWork& work) {
  const std::unique_ptr<Reporter> reporter = make_reporter(options.progress);
  const auto started = Clock::now();
  BatchSummary summary;
  ExitCode first_failure = ExitCode::ok;
  int number = 0;
  for (const Input& input : inputs) {
    if (interrupted()) break;
    reporter->begin(input.path, ++number, static_cast<int>(inputs.size()));
    const TurnResult result = take_turn(input, options, work, *reporter);
    if (result.turn == Turn::done) ++summary.done;
    if (result.turn == Turn::skipped) ++summary.skipped;
    if (result.turn == Turn::failed && ++summary.failed == 1) first_failure = result.code;
  }
  summary.elapsed_s = seconds_since(started);
  if (inputs.size() > 1 || options.progress == ProgressStyle::json) reporter->summary(summary);
  return overall(summary, inputs.size(), first_failure);
}

}  // namespace divisi::cli

#include "listening_options.h"

#include <CLI/CLI.hpp>

#include "parsed_option.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

/// 0 for "auto".
Expected<double> parse_tuning_hz(const std::string& text) {
  if (text == "auto") return 0.0;
  const std::optional<double> hz = parse_number(text);
  if (hz && *hz >= kLowestTuning_hz && *hz <= kHighestTuning_hz) return *hz;
  return Error{ErrorCode::invalid_argument,
               "found \"" + text + "\", expected auto or a number from 390 to 500",
               {}};
}

}  // namespace

TranscribeOptions ListeningOptions::for_transcriber() const {
  TranscribeOptions options;
  options.start_s = start_s.value_or(options.start_s);
  options.end_s = end_s.value_or(options.end_s);
  options.threads = weights.threads;
  if (drums == "off") options.drums = Drums::off;
  options.tuning_hz = tuning_hz;
  options.parts = parts;
  return options;
}

void add_input_options(CLI::App& command, BatchArguments& arguments) {
  command.add_option("inputs", arguments.inputs, "Recordings, or folders of recordings")
      ->required()
      ->type_name("INPUT");
  command.add_flag("-r,--recursive", arguments.recursive, "Look into the folders below as well");
}

void add_progress_options(CLI::App& command, BatchArguments& arguments) {
  command
      .add_option("--progress", arguments.progress,
                  "auto, bar, json (one object on each line of stderr) or none")
      ->check(CLI::IsMember({"auto", "bar", "json", "none"}))
      ->type_name("STYLE");
  command.add_flag("-q,--quiet", arguments.quiet, "Say nothing but errors");
}

void add_stretch_options(CLI::App& command, ListeningOptions& options) {
  add_time_option(command, "--start", options.start_s, "Begin here, for example 90 or 1:30");
  add_time_option(command, "--end", options.end_s, "Stop here");
}

void add_listening_options(CLI::App& command, ListeningOptions& options) {
  add_threshold_options(command, options.thresholds);
  add_part_options(command, options.parts);
  add_timbres_option(command, options.timbres);
  add_stretch_options(command, options);
  add_parsed_option(command, "--tuning", parse_tuning_hz, options.tuning_hz,
                    "A4 in Hz, 390 to 500; auto: as the recording is tuned [default: auto]")
      ->type_name("HZ");
  add_weights_options(command, options.weights);
  command
      .add_option("--drums", options.drums,
                  "auto: a drum part where there is drumming; off: none [default: auto]")
      ->check(CLI::IsMember({"auto", "off"}))
      ->type_name("WHEN");
}

std::variant<Listener, NoListener> make_listener(const ListeningOptions& options,
                                                 ProgressStyle progress) {
  const Expected<KnownTimbres> known = known_timbres(options.timbres, options.parts);
  if (!known) {
    say_error(known.error());
    return NoListener{exit_code_for(known.error())};
  }
  Expected<Transcriber> transcriber =
      Transcriber::create(options.weights.model, options.weights.parts_model, known->timbres);
  if (!transcriber) {
    say_error(transcriber.error());
    return NoListener{ExitCode::bad_model};
  }
  // People are told once; programs, who read objects alone, with every input.
  std::vector<std::string> warnings = known->warnings;
  warnings.insert(warnings.end(), transcriber->warnings().begin(), transcriber->warnings().end());
  if (progress != ProgressStyle::json) {
    for (const std::string& warning : warnings) say(warning);
    warnings.clear();
  }
  return Listener{std::move(*transcriber), std::move(warnings)};
}

std::optional<ExitCode> complain(const ListeningOptions& options, const BatchArguments& arguments) {
  const Expected<ProgressStyle> progress = parse_progress_style(arguments.progress);
  if (!progress) {
    say_error("--progress: " + progress.error().message);
    return ExitCode::usage;
  }
  if (options.start_s && options.end_s && *options.end_s <= *options.start_s) {
    say_error("--end must come after --start");
    return ExitCode::usage;
  }
  return {};
}

}  // namespace divisi::cli

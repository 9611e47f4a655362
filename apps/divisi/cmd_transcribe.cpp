/// divisi transcribe: recordings to notes.

#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

#include "batch.h"
#include "commands.h"
#include "divisi/transcriber.h"
#include "terminal.h"
#include "timbre_options.h"
#include "weights_options.h"

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::vector<fs::path> inputs;
  bool recursive = false;
  OutputOptions output;
  ThresholdOptions thresholds;
  std::optional<double> start_s;
  std::optional<double> end_s;
  WeightsOptions listening;
  std::string drums = "auto";
  PartOptions part_options;
  fs::path timbres;
  bool save_evidence = false;
  bool explain = false;
  std::string progress = "auto";
  bool quiet = false;
};

std::vector<ExtraOutput> extras_of(const Arguments& arguments) {
  std::vector<ExtraOutput> extras;
  if (arguments.save_evidence) extras.push_back(ExtraOutput::evidence);
  if (arguments.explain) extras.push_back(ExtraOutput::dealing);
  return extras;
}

bool wants(const std::vector<PlannedOutput>& planned, OutputFormat format) {
  for (const PlannedOutput& output : planned) {
    const auto* planned_format = std::get_if<OutputFormat>(&output.kind);
    if (planned_format != nullptr && *planned_format == format) return true;
  }
  return false;
}

TranscribeOptions options_for(const Arguments& arguments, const std::vector<PlannedOutput>& planned,
                              Reporter& reporter) {
  TranscribeOptions options;
  options.start_s = arguments.start_s.value_or(options.start_s);
  options.end_s = arguments.end_s.value_or(options.end_s);
  options.threads = arguments.listening.threads;
  if (arguments.drums == "off") options.drums = Drums::off;
  options.parts = arguments.part_options;
  options.keep_evidence = arguments.save_evidence;
  options.keep_dealing = arguments.explain;
  options.keep_spectrogram = wants(planned, OutputFormat::png);
  options.fingerprint_recording = arguments.save_evidence || wants(planned, OutputFormat::json);
  if (reporter.wants_notes()) {
    options.on_note = [&reporter](const Note& note) { reporter.note(note); };
  }
  return options;
}

std::size_t note_count(const Score& score) {
  std::size_t count = 0;
  for (const Part& part : score.parts) count += part.notes.size();
  return count;
}

Expected<Outcome> transcribe_one(const Transcriber& transcriber, const Arguments& arguments,
                                 const Input& input, const std::vector<PlannedOutput>& planned,
                                 Reporter& reporter) {
  Expected<Transcription> transcription =
      transcriber.transcribe(input.path, options_for(arguments, planned, reporter),
                             arguments.thresholds.applied_to(transcriber.default_decode_options()),
                             [&reporter](const Progress& progress) {
                               reporter.update(progress);
                               return !interrupted();
                             });
  if (!transcription) return transcription.error();

  Outcome outcome;
  outcome.note_count = note_count(transcription->score);
  outcome.audio_s = transcription->score.duration_s;
  outcome.warnings = transcription->warnings;
  const Expected<void> written = write_outputs(*transcription, planned);
  if (!written) return written.error();
  for (const PlannedOutput& output : planned) outcome.outputs.push_back(output.path);
  return outcome;
}

ExitCode transcribe(const Arguments& arguments) {
  set_quiet(arguments.quiet);
  const Expected<ProgressStyle> progress = parse_progress_style(arguments.progress);
  if (!progress) {
    say_error("--progress: " + progress.error().message);
    return ExitCode::usage;
  }
  if (arguments.start_s && arguments.end_s && *arguments.end_s <= *arguments.start_s) {
    say_error("--end must come after --start (see divisi transcribe --help)");
    return ExitCode::usage;
  }
  const Expected<KnownTimbres> known = known_timbres(arguments.timbres, arguments.part_options);
  if (!known) {
    say_error(known.error());
    return exit_code_for(known.error());
  }
  const Expected<Transcriber> transcriber = Transcriber::create(
      arguments.listening.model, arguments.listening.parts_model, known->timbres);
  if (!transcriber) {
    say_error(transcriber.error());
    return ExitCode::bad_model;
  }
  // People are told once; programs, who read objects alone, with every input.
  std::vector<std::string> warnings = known->warnings;
  warnings.insert(warnings.end(), transcriber->warnings().begin(), transcriber->warnings().end());
  if (*progress != ProgressStyle::json) {
    for (const std::string& warning : warnings) say(warning);
    warnings.clear();
  }
  return run_batch(
      gather_inputs(arguments.inputs, arguments.recursive),
      {arguments.output, *progress, extras_of(arguments)},
      [&](const Input& input, const std::vector<PlannedOutput>& planned, Reporter& reporter) {
        Expected<Outcome> outcome =
            transcribe_one(*transcriber, arguments, input, planned, reporter);
        if (outcome)
          outcome->warnings.insert(outcome->warnings.end(), warnings.begin(), warnings.end());
        return outcome;
      });
}

void add_work_options(CLI::App& command, Arguments& arguments) {
  add_time_option(command, "--start", arguments.start_s, "Begin here, for example 90 or 1:30");
  add_time_option(command, "--end", arguments.end_s, "Stop here");
  add_weights_options(command, arguments.listening);
  command
      .add_option("--drums", arguments.drums,
                  "auto: a drum part where there is drumming; off: none [default: auto]")
      ->check(CLI::IsMember({"auto", "off"}))
      ->type_name("WHEN");
  command.add_flag("--save-evidence", arguments.save_evidence,
                   "Also write <name>.evidence, from which `divisi decode` decides\n"
                   "again with other thresholds, without listening again");
  command.add_flag("--explain", arguments.explain,
                   "Also draw who won which note: <name>.parts.png");
}

}  // namespace

void add_transcribe_command(CLI::App& app, ExitCode& result) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("transcribe", "Turn recordings into notes");
  command->footer(
      "\nReads WAV, FLAC, Ogg, Opus and MP3, and with FFmpeg's libraries M4A and video.\n"
      "TIME is seconds (12.5), milliseconds (80ms) or minutes (1:30).\n\n"
      "  divisi transcribe song.mp3\n"
      "  divisi transcribe -f midi,png --start 1:00 --end 1:30 -o out song.flac\n"
      "  divisi transcribe --recursive --skip-existing -o notes ~/Music");
  command->add_option("inputs", arguments->inputs, "Recordings, or folders of recordings")
      ->required()
      ->type_name("INPUT");
  command->add_flag("-r,--recursive", arguments->recursive, "Look into the folders below as well");
  add_output_options(*command, arguments->output);
  add_threshold_options(*command, arguments->thresholds);
  add_part_options(*command, arguments->part_options);
  add_timbres_option(*command, arguments->timbres);
  add_work_options(*command, *arguments);
  command
      ->add_option("--progress", arguments->progress,
                   "auto, bar, json (one object on each line of stderr) or none")
      ->check(CLI::IsMember({"auto", "bar", "json", "none"}))
      ->type_name("STYLE");
  command->add_flag("-q,--quiet", arguments->quiet, "Say nothing but errors");
  command->callback([arguments, &result] { result = transcribe(*arguments); });
}

}  // namespace divisi::cli

/// divisi transcribe: recordings to notes.

#include <memory>

#include <CLI/CLI.hpp>

#include "commands.h"
#include "listening_options.h"
#include "stem_output.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

struct Arguments {
  BatchArguments batch;
  OutputOptions output;
  ListeningOptions listening;
  SoundOptions sounds;
  bool save_evidence = false;
  bool explain = false;
};

std::vector<ExtraOutput> extras_of(const Arguments& arguments) {
  std::vector<ExtraOutput> extras;
  if (arguments.save_evidence) extras.push_back(ExtraOutput::evidence);
  if (arguments.explain) extras.push_back(ExtraOutput::dealing);
  add_sound_outputs(arguments.sounds, extras);
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
  TranscribeOptions options = arguments.listening.for_transcriber();
  options.bends = arguments.output.bends.has_value();
  options.keep_evidence = arguments.save_evidence;
  options.keep_dealing = arguments.explain;
  options.keep_spectrogram = wants(planned, OutputFormat::png);
  options.fingerprint_recording = arguments.save_evidence || wants(planned, OutputFormat::json);
  if (reporter.wants_notes()) {
    options.on_note = [&reporter](const Note& note) { reporter.note(note); };
  }
  return options;
}

Expected<Outcome> transcribe_one(const Transcriber& transcriber, const Arguments& arguments,
                                 const Input& input, const std::vector<PlannedOutput>& planned,
                                 Reporter& reporter) {
  const TranscribeOptions options = options_for(arguments, planned, reporter);
  SoundOptions wanted = arguments.sounds;
  wanted.stem_options.start_s = options.start_s;
  wanted.stem_options.end_s = options.end_s;
  wanted.stem_options.threads = options.threads;
  const Expected<void> possible = check_sounds(input.path, wanted);
  if (!possible) return possible.error();
  const double listened = wanted.stems || wanted.auralise ? kTranscribingShare : 1.0;
  Expected<Transcription> transcription = transcriber.transcribe(
      input.path, options,
      with_changes(transcriber.default_decode_options(), arguments.listening.thresholds),
      pass_progress(reporter, 0.0, listened));
  if (!transcription) return transcription.error();

  Outcome outcome = outcome_of(transcription->score);
  outcome.audio_s = transcription->score.duration_s;
  outcome.warnings = transcription->warnings;
  Outcome sounds = outcome;
  const Expected<void> split = write_sounds(input.path, transcription->score, planned, wanted,
                                            pass_progress(reporter, listened, 1.0), sounds);
  if (!split) return split.error();
  const Expected<void> written = write_outputs(*transcription, planned, arguments.output.bends);
  if (!written) {
    remove_sounds(sounds);
    return written.error();
  }
  for (const PlannedOutput& output : planned) {
    if (!is_sound(output)) outcome.outputs.push_back(output.path);
  }
  outcome.outputs.insert(outcome.outputs.end(), sounds.outputs.begin(), sounds.outputs.end());
  outcome.warnings = sounds.warnings;
  return outcome;
}

ExitCode transcribe(const Arguments& arguments) {
  set_quiet(arguments.batch.quiet);
  if (const auto wrong = complain(arguments.listening, arguments.batch)) return *wrong;
  if (const auto wrong = complain(arguments.sounds)) return *wrong;
  const ProgressStyle progress = *parse_progress_style(arguments.batch.progress);
  const auto made = make_listener(arguments.listening, progress);
  if (const auto* none = std::get_if<NoListener>(&made)) return none->code;
  const Listener& listener = std::get<Listener>(made);
  return run_batch(
      gather_inputs(arguments.batch.inputs, arguments.batch.recursive),
      {arguments.output, progress, extras_of(arguments)},
      [&](const Input& input, const std::vector<PlannedOutput>& planned, Reporter& reporter) {
        Expected<Outcome> outcome =
            transcribe_one(listener.transcriber, arguments, input, planned, reporter);
        if (outcome)
          outcome->warnings.insert(outcome->warnings.end(), listener.warnings.begin(),
                                   listener.warnings.end());
        return outcome;
      });
}

void add_extra_options(CLI::App& command, Arguments& arguments) {
  command.add_flag("--save-evidence", arguments.save_evidence,
                   "Also write <name>.evidence, from which `divisi decode` decides\n"
                   "again with other thresholds, without listening again");
  command.add_flag("--explain", arguments.explain,
                   "Also draw who won which note: <name>.parts.png");
  command.add_flag("--stems", arguments.sounds.stems,
                   "Also write the sound of each part, and of what is left:\n"
                   "<name>.stems (see divisi separate)");
  add_sound_options(command, arguments.sounds);
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
  add_input_options(*command, arguments->batch);
  add_output_options(*command, arguments->output);
  add_listening_options(*command, arguments->listening);
  add_extra_options(*command, *arguments);
  add_progress_options(*command, arguments->batch);
  command->callback([arguments, &result] { result = transcribe(*arguments); });
}

}  // namespace divisi::cli

/// divisi separate: recordings to the sound of each of their parts.

#include <memory>

#include <CLI/CLI.hpp>

#include "commands.h"
#include "listening_options.h"
#include "stem_output.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  BatchArguments batch;
  OutputOptions output;
  ListeningOptions listening;
  SoundOptions sounds;
  fs::path notes;  ///< empty: transcribe
};

SoundOptions options_for(const Arguments& arguments) {
  SoundOptions options = arguments.sounds;
  StemOptions& stems = options.stem_options;
  stems.start_s = arguments.listening.start_s.value_or(stems.start_s);
  stems.end_s = arguments.listening.end_s.value_or(stems.end_s);
  stems.threads = arguments.listening.weights.threads;
  return options;
}

/// By notes that somebody gave.
Expected<Outcome> separate_by(const Score& score, const Arguments& arguments, const Input& input,
                              const std::vector<PlannedOutput>& planned, Reporter& reporter) {
  Outcome outcome = outcome_of(score);
  const Expected<void> split = write_sounds(input.path, score, planned, options_for(arguments),
                                            pass_progress(reporter, 0.0, 1.0), outcome);
  if (!split) return split.error();
  return outcome;
}

/// By what is heard.
Expected<Outcome> separate_one(const Transcriber& transcriber, const Arguments& arguments,
                               const Input& input, const std::vector<PlannedOutput>& planned,
                               Reporter& reporter) {
  const Expected<void> possible = check_sounds(input.path, options_for(arguments));
  if (!possible) return possible.error();
  const Expected<Transcription> transcription = transcriber.transcribe(
      input.path, arguments.listening.for_transcriber(),
      with_changes(transcriber.default_decode_options(), arguments.listening.thresholds),
      pass_progress(reporter, 0.0, kTranscribingShare));
  if (!transcription) return transcription.error();
  Outcome outcome = outcome_of(transcription->score);
  outcome.warnings = transcription->warnings;
  const Expected<void> split =
      write_sounds(input.path, transcription->score, planned, options_for(arguments),
                   pass_progress(reporter, kTranscribingShare, 1.0), outcome);
  if (!split) return split.error();
  return outcome;
}

ExitCode run_with_notes(const Arguments& arguments, const std::vector<Input>& inputs,
                        const BatchOptions& options) {
  if (inputs.size() != 1) {
    say_error("--notes are those of one recording, found " + std::to_string(inputs.size()));
    return ExitCode::usage;
  }
  const Expected<Score> score = read_score(arguments.notes);
  if (!score) {
    say_error(score.error());
    return ExitCode::cannot_read;
  }
  return run_batch(
      inputs, options,
      [&](const Input& input, const std::vector<PlannedOutput>& planned, Reporter& reporter) {
        return separate_by(*score, arguments, input, planned, reporter);
      });
}

ExitCode separate(const Arguments& arguments) {
  set_quiet(arguments.batch.quiet);
  if (const auto wrong = complain(arguments.listening, arguments.batch)) return *wrong;
  if (const auto wrong = complain(arguments.sounds)) return *wrong;
  const ProgressStyle progress = *parse_progress_style(arguments.batch.progress);
  const std::vector<Input> inputs =
      gather_inputs(arguments.batch.inputs, arguments.batch.recursive);
  BatchOptions options = {arguments.output, progress, {}};
  add_sound_outputs(arguments.sounds, options.extras);
  if (!arguments.notes.empty()) return run_with_notes(arguments, inputs, options);
  const auto made = make_listener(arguments.listening, progress);
  if (const auto* none = std::get_if<NoListener>(&made)) return none->code;
  const Listener& listener = std::get<Listener>(made);
  return run_batch(
      inputs, options,
      [&](const Input& input, const std::vector<PlannedOutput>& planned, Reporter& reporter) {
        Expected<Outcome> outcome =
            separate_one(listener.transcriber, arguments, input, planned, reporter);
        if (outcome)
          outcome->warnings.insert(outcome->warnings.end(), listener.warnings.begin(),
                                   listener.warnings.end());
        return outcome;
      });
}

void add_stem_options(CLI::App& command, Arguments& arguments) {
  command
      .add_option("--notes", arguments.notes,
                  "Separate by the notes of this .notes.json, perhaps edited, without\n"
                  "listening for them")
      ->check([](const std::string& text) { return text.empty() ? "names no file" : ""; })
      ->type_name("FILE");
  command
      .add_option("--only", arguments.sounds.stem_options.only,
                  "Only this part, by number from 1 or name, may be repeated; the\n"
                  "others stay in the residual")
      ->allow_extra_args(false)
      ->take_all()
      ->type_name("PART");
  add_sound_options(command, arguments.sounds);
}

}  // namespace

void add_separate_command(CLI::App& app, ExitCode& result) {
  auto arguments = std::make_shared<Arguments>();
  arguments->output.formats.clear();
  arguments->sounds.stems = true;
  CLI::App* command = app.add_subcommand("separate", "Write the sound of each part of recordings");
  command->footer(
      "\nWrites <name>.stems/01_violin.flac, ... and residual.flac, at the recording's rate,\n"
      "channels and length. They add up to it sample by sample.\n\n"
      "  divisi separate song.mp3\n"
      "  divisi separate --parts 4 --only Drums -o out song.flac\n"
      "  divisi separate --notes edited.notes.json song.flac");
  add_input_options(*command, arguments->batch);
  add_place_options(*command, arguments->output);
  add_stem_options(*command, *arguments);
  add_listening_options(*command, arguments->listening);
  add_progress_options(*command, arguments->batch);
  command->callback([arguments, &result] { result = separate(*arguments); });
}

}  // namespace divisi::cli

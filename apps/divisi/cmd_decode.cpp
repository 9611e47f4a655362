/// divisi decode: notes decided again from saved evidence, without listening again.

#include <memory>
#include <optional>
#include <utility>

#include <CLI/CLI.hpp>

#include "batch.h"
#include "commands.h"
#include "divisi/quantise.h"
#include "divisi/transcriber.h"
#include "terminal.h"
#include "timbre_options.h"
#include "weights_options.h"

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::vector<fs::path> inputs;
  OutputOptions output;
  DecodeChanges thresholds;
  PartOptions parts;
  fs::path timbres;
  fs::path parts_model;
  std::optional<int> quantise;
  double quantise_strength = 1.0;
  bool quiet = false;
};

/// Onto the lines of the beat, where that is asked for.
Expected<Score> finished(Score score, const Arguments& arguments) {
  if (!arguments.quantise) return score;
  return quantised(score, {*arguments.quantise, arguments.quantise_strength});
}

Expected<Outcome> decode_one(const Transcriber& transcriber, const Arguments& arguments,
                             const Input& input, const std::vector<PlannedOutput>& planned) {
  Expected<Transcription> transcription = load_evidence(input.path);
  if (!transcription) return transcription.error();
  if (!arguments.output.bends) transcription->evidence.bends = {};
  transcription->origin.decode = with_changes(transcription->origin.decode, arguments.thresholds);
  Expected<Score> score =
      transcriber.decode(transcription->evidence, transcription->origin.decode, arguments.parts);
  if (score) score = finished(std::move(*score), arguments);
  if (!score) return score.error();
  score->title = transcription->score.title;
  transcription->score = std::move(*score);

  const Expected<void> written = write_outputs(*transcription, planned, arguments.output.bends);
  if (!written) return written.error();
  Outcome outcome = outcome_of(transcription->score);
  for (const PlannedOutput& output : planned) outcome.outputs.push_back(output.path);
  return outcome;
}

ExitCode decode(const Arguments& arguments) {
  set_quiet(arguments.quiet);
  const Expected<KnownTimbres> known = known_timbres(arguments.timbres, arguments.parts);
  if (!known) {
    say_error(known.error());
    return exit_code_for(known.error());
  }
  const Expected<Transcriber> transcriber =
      Transcriber::create({}, arguments.parts_model, known->timbres);
  if (!transcriber) {
    say_error(transcriber.error());
    return ExitCode::bad_model;
  }
  for (const std::string& warning : known->warnings) say(warning);
  for (const std::string& warning : transcriber->warnings()) say(warning);
  return run_batch(gather_inputs(arguments.inputs, false), {arguments.output, ProgressStyle::none},
                   [&](const Input& input, const std::vector<PlannedOutput>& planned, Reporter&) {
                     return decode_one(*transcriber, arguments, input, planned);
                   });
}

}  // namespace

void add_decode_command(CLI::App& app, ExitCode& result) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("decode", "Decide notes again from saved evidence");
  command->footer(
      "\nEvidence files are written by `divisi transcribe --save-evidence`.\n\n"
      "  divisi transcribe --save-evidence -o out song.mp3\n"
      "  divisi decode --threshold 0.3 --force -o out out/song.evidence");
  command->add_option("evidence", arguments->inputs, "Evidence files")
      ->required()
      ->type_name("EVIDENCE");
  add_output_options(*command, arguments->output);
  add_threshold_options(*command, arguments->thresholds);
  add_part_options(*command, arguments->parts);
  auto* quantise =
      command
          ->add_option("--quantise", arguments->quantise,
                       "Move notes onto lines, so many for each beat: 1, 2, 3, 4, 6, 8 or 12")
          ->check(CLI::IsMember({1, 2, 3, 4, 6, 8, 12}))
          ->type_name("LINES");
  command
      ->add_option("--quantise-strength", arguments->quantise_strength,
                   "How much of the way to the line, 0 to 1 [default: 1]")
      ->check(CLI::Range(0.0, 1.0))
      ->needs(quantise)
      ->type_name("SHARE");
  add_timbres_option(*command, arguments->timbres);
  add_parts_model_option(*command, arguments->parts_model);
  command->add_flag("-q,--quiet", arguments->quiet, "Say nothing but errors");
  command->callback([arguments, &result] { result = decode(*arguments); });
}

}  // namespace divisi::cli

// divisi synth: labelled synthetic clips to train on.

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "commands.h"
#include "core/parallel.h"
#include "synth/generate.h"
#include "synth_progress.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

struct Arguments {
  synth::GenerateOptions options;
  std::string progress = "auto";
};

ExitCode run(const Arguments& arguments) {
  const Expected<ProgressStyle> style = parse_progress_style(arguments.progress);
  if (!style) {
    say_error("--progress: " + style.error().message);
    return ExitCode::usage;
  }
  const std::unique_ptr<SynthProgress> told = make_synth_progress(*style);
  synth::GenerateOptions options = arguments.options;
  const Expected<int> clips = synth::count_clips(options);
  if (clips) options.clips = *clips;
  told->begin(options);
  const Expected<void> made = synth::generate_set(options, [&](const auto& progress) {
    told->update(progress);
    return !interrupted();
  });
  if (made) {
    told->done();
    return ExitCode::ok;
  }
  told->failed(made.error());
  return made.error().code == ErrorCode::io ? ExitCode::cannot_write : exit_code_for(made.error());
}

}  // namespace

void add_synth_command(CLI::App& app, ExitCode& result) {
  CLI::App* command = app.add_subcommand("synth", "Render labelled synthetic clips (laboratory)");
  auto arguments = std::make_shared<Arguments>();
  synth::GenerateOptions* options = &arguments->options;
  options->threads = core::available_threads();
  command->add_option("--recipe", options->recipe, "What the set is made of (JSON, recipes/synth)")
      ->required();
  command->add_option("-o,--out", options->out, "Folder of the set, one folder for each clip")
      ->required();
  command->add_option("--midi", options->midi,
                      "Folder of MIDI files with an index.csv (file, collection, split)");
  command->add_option("--samples", options->samples,
                      "Folder of sample sets and drum kits (tools/prepare_*.py)");
  command->add_option("--backing", options->backing,
                      "Folder of a set made before, for recipes of the kind drums");
  command
      ->add_option("--clips", options->clips,
                   "How many (100; all pieces of a recipe that lists pieces)")
      ->check(CLI::Range(1, 999999));
  command->add_option("--seed", options->seed, "The same seed gives the same clips");
  command->add_option("--threads", options->threads, "Threads to work with")
      ->check(CLI::Range(1, 1024));
  command->add_flag("--resume", options->resume, "Keep the clips that are there, make the others");
  command->add_flag("--stems", options->stems, "Write each part by itself as well");
  command
      ->add_option("--progress", arguments->progress,
                   "auto, bar, json (one object on each line of stderr) or none")
      ->check(CLI::IsMember({"auto", "bar", "json", "none"}))
      ->type_name("STYLE");
  command->callback([arguments, &result] { result = run(*arguments); });
}

}  // namespace divisi::cli

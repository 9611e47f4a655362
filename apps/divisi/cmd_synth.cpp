// divisi synth: labelled synthetic clips to train on.

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include "commands.h"
#include "core/parallel.h"
#include "synth/generate.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

/// "512/2400 clips, 3.1 a second, 10 min left"
std::string describe(const synth::GenerateProgress& progress, double elapsed_s) {
  const double rate = progress.done / (elapsed_s > 0.0 ? elapsed_s : 1.0);
  const double left_s = rate > 0.0 ? (progress.total - progress.done) / rate : 0.0;
  char text[96];
  std::snprintf(text, sizeof text, "%d/%d clips, %.1f a second, %.0f min left", progress.done,
                progress.total, rate, left_s / 60.0);
  return text;
}

ExitCode run(const synth::GenerateOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const bool bar = stderr_is_terminal() && !quiet();
  const Expected<void> made =
      synth::generate_set(options, [&](const synth::GenerateProgress& progress) {
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
        if (bar) show_bar(describe(progress, elapsed.count()));
        return !interrupted();
      });
  clear_bar();
  if (made) {
    say(std::to_string(options.clips) + " clips in " + options.out.string());
    return ExitCode::ok;
  }
  say_error(made.error());
  return made.error().code == ErrorCode::io ? ExitCode::cannot_write : exit_code_for(made.error());
}

}  // namespace

void add_synth_command(CLI::App& app, ExitCode& result) {
  CLI::App* command = app.add_subcommand("synth", "Render labelled synthetic clips (laboratory)");
  auto options = std::make_shared<synth::GenerateOptions>();
  options->threads = core::available_threads();
  command->add_option("--recipe", options->recipe, "What the set is made of (JSON, recipes/synth)")
      ->required();
  command->add_option("-o,--out", options->out, "Folder of the set, one folder for each clip")
      ->required();
  command->add_option("--midi", options->midi,
                      "Folder of MIDI files with an index.csv (file, collection, split)");
  command->add_option("--samples", options->samples,
                      "Folder of sample sets (tools/prepare_samples.py)");
  command->add_option("--clips", options->clips, "How many")->check(CLI::Range(1, 999999));
  command->add_option("--seed", options->seed, "The same seed gives the same clips");
  command->add_option("--threads", options->threads, "Threads to work with")
      ->check(CLI::Range(1, 1024));
  command->add_flag("--resume", options->resume, "Keep the clips that are there, make the others");
  command->add_flag("--stems", options->stems, "Write each part by itself as well");
  command->callback([options, &result] { result = run(*options); });
}

}  // namespace divisi::cli

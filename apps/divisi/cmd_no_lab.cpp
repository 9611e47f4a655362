/// The laboratory's commands in a program that was built without it: they say how to get them.

#include <CLI/CLI.hpp>

#include "commands.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

void add_absent_command(CLI::App& app, ExitCode& result, const std::string& name) {
  CLI::App* command = app.add_subcommand(name, "(laboratory: not in this build)");
  command->allow_extras();
  command->callback([name, &result] {
    say_error("'" + name +
              "' belongs to the laboratory, which this build leaves out; get it with "
              "`cmake --preset lab && cmake --build --preset lab` (needs libtorch-dev and "
              "libfluidsynth-dev, see docs/training.md)");
    result = ExitCode::usage;
  });
}

}  // namespace

void add_synth_command(CLI::App& app, ExitCode& result) {
  add_absent_command(app, result, "synth");
}

void add_train_command(CLI::App& app, ExitCode& result) {
  add_absent_command(app, result, "train");
}

void add_experiment_command(CLI::App& app, ExitCode& result) {
  add_absent_command(app, result, "experiment");
}

}  // namespace divisi::cli

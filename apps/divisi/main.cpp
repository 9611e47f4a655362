/// divisi: turns a recording into its notes. One file for each command (commands.h).

#include <cstdio>

#include <CLI/CLI.hpp>

#include "commands.h"
#include "divisi/version.h"
#include "terminal.h"

namespace {

constexpr const char* kDescription =
    "divisi turns a recording into its notes.\n\n"
    "  divisi transcribe song.mp3            writes divisi-out/song/song.mid and .notes.json\n"
    "  divisi transcribe -f png,csv album/   a picture and a table for each file of a folder\n"
    "  divisi separate song.mp3              writes the sound of each of its parts\n"
    "  divisi serve                          opens the studio, to see, hear and correct them\n\n"
    "Each command has its own --help.";

constexpr const char* kFooter =
    "\nExit codes: 0 all done; 1 some inputs failed, the others are done; 2 wrong options;\n"
    "3 cannot read; 4 cannot write, or exists already; 5 no usable model; 130 interrupted.\n"
    "Manual: man divisi, docs/cli.md.";

/// CLI11 speaks several lines; we say one, and where to read on.
int report_usage_error(const CLI::App& app, const CLI::ParseError& error) {
  std::string command = "divisi";
  for (const CLI::App* used : app.get_subcommands()) command += " " + used->get_name();
  divisi::cli::say_error(std::string(error.what()) + " (see " + command + " --help)");
  return static_cast<int>(divisi::cli::ExitCode::usage);
}

/// Text for stdout may lie in a buffer until now: only here does a full disk show itself.
int finish(divisi::cli::ExitCode result) {
  using divisi::cli::ExitCode;
  const bool is_lost = std::fflush(stdout) != 0 || std::ferror(stdout) != 0;
  if (is_lost && result == ExitCode::ok) {
    divisi::cli::say_error("cannot write to stdout: the disk is full, or it is closed");
    result = ExitCode::cannot_write;
  }
  return static_cast<int>(result);
}

}  // namespace

int main(int argc, char** argv) {
  using divisi::cli::ExitCode;
  CLI::App app{kDescription, "divisi"};
  app.set_version_flag("--version", "divisi " + std::string(divisi::version()),
                       "Print the version and stop");
  app.set_help_flag("-h,--help", "Print this help and stop");
  app.require_subcommand(1);
  app.footer(kFooter);

  ExitCode result = ExitCode::ok;
  divisi::cli::add_transcribe_command(app, result);
  divisi::cli::add_separate_command(app, result);
  divisi::cli::add_decode_command(app, result);
  divisi::cli::add_enrol_command(app, result);
  divisi::cli::add_serve_command(app, result);
  divisi::cli::add_inspect_command(app, result);
  divisi::cli::add_calibrate_command(app, result);
  divisi::cli::add_evaluate_command(app, result);
  divisi::cli::add_synth_command(app, result);
  divisi::cli::add_train_command(app, result);
  divisi::cli::add_experiment_command(app, result);

  divisi::cli::watch_for_interrupt();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return report_usage_error(app, error);
    app.exit(error);  // --help and --version: their text is what was asked for, on stdout
  }
  return finish(result);
}

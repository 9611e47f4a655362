/// The commands of the program. Each lives in its own cmd_*.cpp and adds itself to the app.
///
/// A command's callback does the work and leaves its exit code in `result`; it never calls
/// exit(). stdout carries only what the user asked to be printed, everything else goes to stderr
/// (apps/divisi/terminal.h).
#pragma once

#include <string_view>

#include "divisi/error.h"

namespace CLI {
class App;
}

namespace divisi::cli {

/// What the program returns to the shell; the table is in docs/cli.md and the man page.
enum class ExitCode : int {
  ok = 0,
  some_failed = 1,   ///< a batch where at least one input failed; the others are done
  usage = 2,         ///< wrong options
  cannot_read = 3,   ///< an input is missing, broken or of no use
  cannot_write = 4,  ///< no rights, disk full, or the output exists already
  bad_model = 5,     ///< no weights, or weights that do not load
  interrupted = 130  ///< Ctrl-C; nothing partial is left behind
};

/// The code for a failure that ends a command. Errors of weights files are `bad_model`, which only
/// the caller knows.
ExitCode exit_code_for(const Error& error);

/// As progress for programs has it (docs/cli.md): "not_found", "corrupt"...
std::string_view error_code_name(ErrorCode code);

// The product.
void add_transcribe_command(CLI::App& app, ExitCode& result);
void add_separate_command(CLI::App& app, ExitCode& result);
void add_decode_command(CLI::App& app, ExitCode& result);
void add_enrol_command(CLI::App& app, ExitCode& result);
void add_serve_command(CLI::App& app, ExitCode& result);
void add_inspect_command(CLI::App& app, ExitCode& result);
void add_evaluate_command(CLI::App& app, ExitCode& result);
void add_calibrate_command(CLI::App& app, ExitCode& result);

// The laboratory: defined in cmd_{synth,train,experiment}.cpp when it is built (DIVISI_BUILD_LAB),
// in cmd_no_lab.cpp, which says how to get it, when it is not.
void add_synth_command(CLI::App& app, ExitCode& result);
void add_train_command(CLI::App& app, ExitCode& result);
void add_experiment_command(CLI::App& app, ExitCode& result);

}  // namespace divisi::cli

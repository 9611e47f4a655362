/// What the program says on stderr, and how it hears Ctrl-C. stdout stays clean for data.
#pragma once

#include <string>
#include <string_view>

#include "divisi/error.h"

namespace divisi::cli {

/// One line "divisi: <text>" on stderr; clears a progress bar that is in its way.
void say(std::string_view text);

/// Silences say() and the progress bar, but not say_error().
void set_quiet(bool quiet);

/// The same for failures; never silenced. Line breaks and control bytes in `text` (file names may
/// hold them) are written as \xNN, so that one failure is always one line.
void say_error(std::string_view text);
void say_error(const Error& error);

/// Installs the handlers of SIGINT and SIGTERM: the first asks the work to stop, the second time
/// ends the program at once. Called once by main().
void watch_for_interrupt();

/// True after the first Ctrl-C: long work looks at it often, cleans up and returns
/// ExitCode::interrupted.
bool interrupted();

/// True when stderr is a terminal a bar can be drawn on.
bool stderr_is_terminal();

}  // namespace divisi::cli

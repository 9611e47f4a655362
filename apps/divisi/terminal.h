/// What the program says on stderr, and how it hears Ctrl-C. stdout stays clean for data.
///
/// Thread    the calling thread only; interrupted() from any.
#pragma once

#include <string>
#include <string_view>

#include "divisi/error.h"

namespace divisi::cli {

/// One line "divisi: <text>" on stderr; clears a progress bar that is in its way. Control bytes in
/// `text` (file names may hold them) are written as \xNN, so that one message is always one line.
void say(std::string_view text);

/// The same for failures; set_quiet() does not silence it.
void say_error(std::string_view text);
void say_error(const Error& error);

/// Silences say().
void set_quiet(bool quiet);
bool quiet();

/// Draws `text` on the terminal's current line, over what was there, without ending the line.
void show_bar(std::string_view text);
void clear_bar();

/// Installs the handlers of SIGINT and SIGTERM: the first asks the work to stop, the second ends
/// the program at once. Called once by main().
void watch_for_interrupt();

/// True after the first Ctrl-C: long work looks at it often, cleans up and returns
/// ExitCode::interrupted.
bool interrupted();

/// The same as a core::GoOn.
inline bool not_interrupted(std::size_t, std::size_t) { return !interrupted(); }

/// True when stderr is a terminal a bar can be drawn on.
bool stderr_is_terminal();

}  // namespace divisi::cli

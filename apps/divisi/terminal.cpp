#include "terminal.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <unistd.h>

namespace divisi::cli {
namespace {

volatile std::sig_atomic_t interrupts = 0;
bool quiet_mode = false;
bool bar_shown = false;

extern "C" void hear_interrupt(int) {
  interrupts = interrupts + 1;
  if (interrupts > 1) ::_exit(static_cast<int>(130));
}

/// One failure is one line, whatever bytes a file name holds.
std::string on_one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      line += c;
    } else {
      char escaped[8];
      std::snprintf(escaped, sizeof(escaped), "\\x%02X", byte);
      line += escaped;
    }
  }
  return line;
}

void write_line(std::string_view text) {
  clear_bar();
  const std::string line = "divisi: " + on_one_line(text) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace

void say(std::string_view text) {
  if (!quiet_mode) write_line(text);
}

void set_quiet(bool quiet) { quiet_mode = quiet; }
bool quiet() { return quiet_mode; }

void say_error(std::string_view text) { write_line(text); }
void say_error(const Error& error) { write_line(error.message); }

void show_bar(std::string_view text) {
  const std::string line = "\r\x1b[2K" + on_one_line(text);
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fflush(stderr);
  bar_shown = true;
}

void clear_bar() {
  if (!bar_shown) return;
  std::fputs("\r\x1b[2K", stderr);
  bar_shown = false;
}

void watch_for_interrupt() {
  struct sigaction action = {};
  action.sa_handler = hear_interrupt;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() { return interrupts != 0; }

bool stderr_is_terminal() {
  const char* kind = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) != 0 && !(kind != nullptr && std::string_view(kind) == "dumb");
}

}  // namespace divisi::cli

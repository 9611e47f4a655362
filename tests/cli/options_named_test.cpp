// An option that --help knows and the manual, or a shell's completion, does not, is half there.
#include <algorithm>
#include <cctype>
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "program.h"

namespace divisi::cli::testing {
namespace {

/// The laboratory's have none in a program that is built without it.
constexpr const char* kCommands[] = {"transcribe", "separate", "decode",    "enrol", "serve",
                                     "inspect",    "evaluate", "calibrate", "synth", "train"};

std::string text_of(const std::string& path) {
  std::ifstream file(std::string(DIVISI_SOURCE_DIR) + "/" + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The names after "--" with which lines of the help begin.
std::set<std::string> options_of(const char* command) {
  std::set<std::string> names;
  for (const std::string& line : lines_of(run_divisi({command, "--help"}).out)) {
    const std::size_t start = line.find_first_not_of(' ');
    if (start == std::string::npos || line[start] != '-') continue;
    const std::size_t name = line.find("--", start);
    if (name == std::string::npos || name > start + 4) continue;
    const auto end = std::find_if(line.begin() + static_cast<std::ptrdiff_t>(name) + 2, line.end(),
                                  [](unsigned char c) { return !std::islower(c) && c != '-'; });
    names.insert(std::string(line.begin() + static_cast<std::ptrdiff_t>(name) + 2, end));
  }
  return names;
}

/// Whether the name stands there, and not as the beginning of a longer one.
bool names(const std::string& text, const std::string& name) {
  for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const auto goes_on = [](unsigned char c) { return std::islower(c) != 0 || c == '-'; };
    if (end == text.size() || (!goes_on(text[end]) && text[end] != '\\')) return true;
  }
  return false;
}

/// As troff writes it.
std::string with_backslashes(const std::string& name) {
  std::string written;
  for (const char c : name) written += c == '-' ? std::string("\\-") : std::string(1, c);
  return written;
}

TEST(OptionsNamed, HelpIsReadAsItIsMeant) {
  EXPECT_TRUE(options_of("transcribe").contains("output"));
  EXPECT_TRUE(options_of("transcribe").contains("min-note"));
  EXPECT_TRUE(options_of("evaluate").contains("reference"));
  EXPECT_FALSE(names("--partial", "--part"));
  EXPECT_TRUE(names("--partial --part", "--part"));
}

TEST(OptionsNamed, InTheManual) {
  const std::string manual = text_of("docs/man/divisi.1");
  for (const char* command : kCommands) {
    for (const std::string& name : options_of(command))
      EXPECT_TRUE(names(manual, with_backslashes("--" + name))) << command << " --" << name;
  }
}

TEST(OptionsNamed, InTheCompletionsOfShells) {
  const std::string bash = text_of("apps/divisi/completions/divisi.bash");
  const std::string zsh = text_of("apps/divisi/completions/_divisi");
  const std::string fish = text_of("apps/divisi/completions/divisi.fish");
  for (const char* command : kCommands) {
    for (const std::string& name : options_of(command)) {
      EXPECT_TRUE(names(bash, "--" + name)) << command << " --" << name;
      EXPECT_TRUE(names(zsh, "--" + name)) << command << " --" << name;
      EXPECT_TRUE(names(fish, "-l " + name)) << command << " --" << name;
    }
  }
}

}  // namespace
}  // namespace divisi::cli::testing

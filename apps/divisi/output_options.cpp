#include "output_options.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include <CLI/CLI.hpp>

#include "parsed_option.h"

namespace divisi::cli {
namespace {

Error no_time(const std::string& text) {
  return {ErrorCode::invalid_argument,
          "'" + text + "' is no time; expected seconds (12.5, 12.5s), milliseconds (80ms) or 1:30",
          {}};
}

std::vector<OutputFormat> parse_formats(const std::string& list) {
  std::vector<OutputFormat> formats;
  std::istringstream names(list);
  for (std::string name; std::getline(names, name, ',');) {
    const Expected<OutputFormat> format = parse_output_format(name);
    if (!format) throw CLI::ValidationError("--format", format.error().message);
    if (std::find(formats.begin(), formats.end(), *format) == formats.end()) {
      formats.push_back(*format);
    }
  }
  if (formats.empty()) throw CLI::ValidationError("--format", "names no format");
  return formats;
}

/// Nothing when `text` says how many parts.
std::string complaint_about_count(const std::string& text) {
  std::string number = text;  // the range may rewrite it
  if (text == "auto" || CLI::Range(1, 64)(number).empty()) return "";
  return "expected auto or a whole number from 1 to 64, found '" + text + "'";
}

/// What stands between commas, without the spaces around it.
std::vector<std::string> names_in(const std::string& text) {
  std::vector<std::string> names;
  for (const std::string& name : CLI::detail::split(text, ','))
    names.push_back(CLI::detail::trim_copy(name));
  return names;
}

Expected<std::vector<std::string>> parse_instruments(const std::string& text) {
  PartOptions asked;
  asked.instruments = names_in(text);
  if (const Expected<void> good = check_part_options(asked); !good) return good.error();
  return asked.instruments;
}

Expected<std::optional<MidiBends>> parse_bends(const std::string& text) {
  if (text == "channel") return std::optional(MidiBends::channel);
  if (text == "mpe") return std::optional(MidiBends::mpe);
  if (text == "off") return std::optional<MidiBends>();
  return Error{
      ErrorCode::invalid_argument, "found \"" + text + "\", expected channel, mpe or off", {}};
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  double number = 0.0;
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc() || stop != end || !std::isfinite(number) || number < 0.0) return {};
  return number;
}

Expected<double> parse_time_s(const std::string& text) {
  std::string_view rest = text;
  double unit_s = 1.0;
  if (rest.ends_with("ms")) {
    unit_s = 1e-3;
    rest.remove_suffix(2);
  } else if (rest.ends_with("s")) {
    rest.remove_suffix(1);
  }
  double time_s = 0.0;
  for (int fields = 0; fields < 3; ++fields) {
    const std::size_t colon = rest.find(':');
    const std::optional<double> number = parse_number(rest.substr(0, colon));
    if (!number) return no_time(text);
    time_s = time_s * 60.0 + *number;
    if (colon == std::string_view::npos) return time_s * unit_s;
    rest.remove_prefix(colon + 1);
  }
  return no_time(text);
}

CLI::Option* add_text_option(CLI::App& command, const std::string& name, const TakeText& take,
                             const std::string& help) {
  return command.add_option_function<std::string>(
      name,
      [name, take](const std::string& text) {
        const Expected<void> good = take(text);
        if (!good) throw CLI::ValidationError(name, good.error().message);
      },
      help);
}

void add_time_option(CLI::App& command, const std::string& name, std::optional<double>& time_s,
                     const std::string& help) {
  add_parsed_option(command, name, parse_time_s, time_s, help)->type_name("TIME");
}

void add_place_options(CLI::App& command, OutputOptions& options) {
  command
      .add_option("-o,--output", options.folder,
                  "Folder for the results; made when it is not there\n"
                  "[default: divisi-out/<name of the input>]")
      ->check([](const std::string& text) { return text.empty() ? "names no folder" : ""; })
      ->type_name("DIR");
  auto* force = command.add_flag("--force", options.force, "Replace results that exist already");
  command
      .add_flag("--skip-existing", options.skip_existing,
                "Leave out inputs whose results all exist")
      ->excludes(force);
}

void add_output_options(CLI::App& command, OutputOptions& options) {
  command
      .add_option_function<std::string>(
          "-f,--format",
          [&options](const std::string& list) { options.formats = parse_formats(list); },
          "Comma-separated: midi, json, csv, musicxml, png [default: midi,json]")
      ->type_name("LIST");
  add_parsed_option(command, "--bends", parse_bends, options.bends,
                    "How notes bend in MIDI: channel (by the part's pitch wheel), mpe (each\n"
                    "note by its own); off: nowhere [default: channel]")
      ->type_name("HOW");
  add_place_options(command, options);
}

void add_threshold_options(CLI::App& command, DecodeChanges& changes) {
  const auto probability = CLI::Range(0.001, 0.999);
  command
      .add_option("--threshold", changes.threshold,
                  "How sure to be: 0.5 is the model's own choice, less finds more\n"
                  "notes, more finds fewer (0.001 to 0.999)")
      ->check(probability)
      ->type_name("P");
  command
      .add_option("--onset-threshold", changes.onset_threshold,
                  "Probability an onset needs to start a note")
      ->check(probability)
      ->type_name("P");
  command
      .add_option("--frame-threshold", changes.frame_threshold,
                  "Probability below which a note has ended")
      ->check(probability)
      ->type_name("P");
  add_time_option(command, "--min-note", changes.min_note_s,
                  "Drop shorter notes, for example 60ms");
  command
      .add_option("--ghost-suppression", changes.ghost_suppression,
                  "Drop notes that look like partials of a stronger one and are weaker\n"
                  "than this share of it (0, the model's own choice, to 1)")
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("SHARE");
}

void add_instruments_option(CLI::App& command, std::vector<std::string>& instruments) {
  add_parsed_option(command, "--instruments", parse_instruments, instruments,
                    "Who plays, with commas, where that is known: a part for each. Of piano,\n"
                    "electric piano, mallets, organ, guitar, bass, strings, plucked strings,\n"
                    "voice, brass, reeds, flute, synthesizer, drums")
      ->type_name("NAMES");
}

void add_part_options(CLI::App& command, PartOptions& options) {
  CLI::Option* count = command.add_option_function<std::string>(
      "--parts",
      [&options](const std::string& text) { options.count = text == "auto" ? 0 : std::stoi(text); },
      "How many parts: auto (as many as are heard) or a number [default: auto]");
  count->check(CLI::Validator(complaint_about_count, ""))->type_name("auto|N");
  add_instruments_option(command, options.instruments);
  command.get_option("--instruments")->excludes(count);
  command
      .add_option("--max-parts", options.most, "With --parts auto, at most so many [default: 12]")
      ->check(CLI::Range(1, 64))
      ->type_name("N");
  command.add_flag("--keep-doubtful", options.keep_doubtful,
                   "Keep notes that all notes together say are not there");
}

}  // namespace divisi::cli

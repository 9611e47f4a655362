/// divisi enrol: what an instrument sounds like, so that later runs name its part.

#include <algorithm>
#include <cstdio>
#include <memory>
#include <system_error>

#include <CLI/CLI.hpp>

#include "commands.h"
#include "divisi/transcriber.h"
#include "inputs.h"
#include "output_folder.h"
#include "terminal.h"
#include "timbre_options.h"
#include "weights_options.h"

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;

constexpr double kShort_s = 30.0;  // of playing: enough to go on, too little to be good

struct Arguments {
  std::vector<fs::path> inputs;
  bool recursive = false;
  std::string name;
  int program = -1;
  fs::path timbres;
  bool force = false;
  bool add = false;
  bool solo = false;
  bool list = false;
  std::string removed;
  WeightsOptions listening;
  bool quiet = false;
};

ExitCode fail(const Error& error, ExitCode code) {
  say_error(error);
  return code;
}

/// The file's timbres; none where it does not exist yet.
Expected<std::vector<Timbre>> enrolled_in(const fs::path& file) {
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return std::vector<Timbre>();
  return read_timbres(file);
}

auto find_timbre(std::vector<Timbre>& timbres, const std::string& name) {
  return std::find_if(timbres.begin(), timbres.end(),
                      [&](const Timbre& timbre) { return timbre.name == name; });
}

std::string amount_of(const Timbre& timbre) {
  char text[64];
  std::snprintf(text, sizeof(text), "%d notes, %.0f s of playing", timbre.note_count,
                timbre.playing_s);
  return text;
}

ExitCode list(const Arguments& arguments, const fs::path& file) {
  const Expected<std::vector<Timbre>> timbres = enrolled_in(file);
  if (!timbres) return fail(timbres.error(), ExitCode::cannot_read);
  const Expected<Transcriber> transcriber =
      Transcriber::create(arguments.listening.model, arguments.listening.parts_model, *timbres);
  if (!transcriber) return fail(transcriber.error(), ExitCode::bad_model);
  for (const std::string& warning : transcriber->warnings()) say(warning);
  for (const Timbre& timbre : *timbres)
    std::printf("%s: %s\n", timbre.name.c_str(), amount_of(timbre).c_str());
  if (timbres->empty()) say("nothing is enrolled in " + file.string());
  return ExitCode::ok;
}

ExitCode write(const std::vector<Timbre>& timbres, const fs::path& file) {
  if (file.has_parent_path()) {
    const Expected<void> folder = make_folder(file.parent_path());
    if (!folder) return fail(folder.error(), ExitCode::cannot_write);
  }
  const Expected<void> written = write_timbres(timbres, file);
  if (!written) return fail(written.error(), ExitCode::cannot_write);
  return ExitCode::ok;
}

ExitCode remove(const Arguments& arguments, const fs::path& file) {
  Expected<std::vector<Timbre>> timbres = enrolled_in(file);
  if (!timbres) return fail(timbres.error(), ExitCode::cannot_read);
  const auto found = find_timbre(*timbres, arguments.removed);
  if (found == timbres->end()) {
    say_error(file.string() + ": nothing is enrolled as '" + arguments.removed + "'");
    return ExitCode::cannot_read;
  }
  timbres->erase(found);
  const ExitCode code = write(*timbres, file);
  if (code == ExitCode::ok) say("removed '" + arguments.removed + "' from " + file.string());
  return code;
}

std::size_t source_count(const Score& score) {
  return static_cast<std::size_t>(std::count_if(score.parts.begin(), score.parts.end(),
                                                [](const Part& part) { return !part.is_drums; }));
}

/// Adds the notes of one recording to `solo`.
Expected<void> listen(const Transcriber& transcriber, const Arguments& arguments,
                      const fs::path& path, NoteTimbres& solo) {
  TranscribeOptions options;
  options.threads = arguments.listening.threads;
  options.drums = Drums::off;
  options.parts.count = 0;
  options.keep_note_timbres = true;
  const bool with_bar = stderr_is_terminal() && !quiet();
  const auto progress = [&](const Progress& now) {
    if (with_bar && now.fraction >= 0.0)
      show_bar(path.filename().string() + " " +
               std::to_string(static_cast<int>(now.fraction * 100)) + " %");
    return !interrupted();
  };
  const Expected<Transcription> heard = transcriber.transcribe(path, options, {}, progress);
  clear_bar();
  if (!heard) return heard.error();
  for (const std::string& warning : heard->warnings) say(path.string() + ": " + warning);
  const std::size_t sources = source_count(heard->score);
  if (sources > 1 && !arguments.solo) {
    return Error{ErrorCode::unsupported,
                 path.string() + ": sounds like " + std::to_string(sources) +
                     " sources at once; enrol one alone (--solo takes it as one all the same)",
                 path.string()};
  }
  solo.dimensions = heard->timbres.dimensions;
  solo.notes.insert(solo.notes.end(), heard->timbres.notes.begin(), heard->timbres.notes.end());
  solo.vectors.insert(solo.vectors.end(), heard->timbres.vectors.begin(),
                      heard->timbres.vectors.end());
  return {};
}

ExitCode code_of(const Error& error) {
  return error.code == ErrorCode::invalid_argument || error.code == ErrorCode::cancelled
             ? exit_code_for(error)
             : ExitCode::cannot_read;
}

/// Puts `timbre` among `timbres` as the user asked.
Expected<void> put(Timbre timbre, const Arguments& arguments, std::vector<Timbre>& timbres) {
  const auto found = find_timbre(timbres, timbre.name);
  if (found == timbres.end()) {
    timbres.push_back(std::move(timbre));
    return {};
  }
  if (!arguments.add) {
    *found = std::move(timbre);
    return {};
  }
  Expected<Timbre> both = combine_timbres(*found, timbre);
  if (!both) {
    return Error{both.error().code, both.error().message + " (--force replaces it)", {}};
  }
  if (arguments.program >= 0) both->program = arguments.program;
  *found = std::move(*both);
  return {};
}

ExitCode enrol(const Arguments& arguments, const fs::path& file) {
  Expected<std::vector<Timbre>> timbres = enrolled_in(file);
  if (!timbres) return fail(timbres.error(), ExitCode::cannot_read);
  const bool known = find_timbre(*timbres, arguments.name) != timbres->end();
  if (known && !arguments.force && !arguments.add) {
    say_error("'" + arguments.name +
              "' is enrolled already (--add adds this playing to it, --force replaces it)");
    return ExitCode::cannot_write;
  }
  const Expected<Transcriber> transcriber =
      Transcriber::create(arguments.listening.model, arguments.listening.parts_model);
  if (!transcriber) return fail(transcriber.error(), ExitCode::bad_model);

  NoteTimbres solo;
  const std::vector<Input> inputs = gather_inputs(arguments.inputs, arguments.recursive);
  for (const Input& input : inputs) {
    if (input.problem) return fail(*input.problem, ExitCode::cannot_read);
    const Expected<void> heard = listen(*transcriber, arguments, input.path, solo);
    if (!heard) return fail(heard.error(), code_of(heard.error()));
  }
  Expected<Timbre> timbre =
      transcriber->make_timbre(arguments.name, solo, static_cast<int>(inputs.size()));
  if (!timbre) {
    const Error& error = timbre.error();
    if (error.code == ErrorCode::unsupported) return fail(error, ExitCode::bad_model);
    const std::string where = inputs.size() == 1 ? inputs.front().path.string() + ": " : "";
    return fail({error.code, where + error.message, {}}, code_of(error));
  }
  timbre->program = arguments.program;
  const std::string amount = amount_of(*timbre);
  const bool is_short = timbre->playing_s < kShort_s;
  const Expected<void> put_in = put(std::move(*timbre), arguments, *timbres);
  if (!put_in) return fail(put_in.error(), ExitCode::cannot_write);
  const ExitCode code = write(*timbres, file);
  if (code != ExitCode::ok) return code;
  say("enrolled '" + arguments.name + "': " + amount + ", in " + file.string());
  if (is_short) say("a minute of playing would make it surer (--add adds to it)");
  return ExitCode::ok;
}

ExitCode run(const Arguments& arguments) {
  set_quiet(arguments.quiet);
  const fs::path file = arguments.timbres.empty() ? default_timbres_file() : arguments.timbres;
  if (file.empty()) {
    say_error("neither XDG_DATA_HOME nor HOME says where timbres are kept; give --timbres FILE");
    return ExitCode::usage;
  }
  const int tasks = static_cast<int>(arguments.list) +
                    static_cast<int>(!arguments.removed.empty()) +
                    static_cast<int>(!arguments.inputs.empty());
  if (tasks != 1 || arguments.inputs.empty() != arguments.name.empty()) {
    say_error(
        "give recordings and --name NAME, or --list, or --remove NAME (see divisi enrol "
        "--help)");
    return ExitCode::usage;
  }
  if (arguments.list) return list(arguments, file);
  if (!arguments.removed.empty()) return remove(arguments, file);
  return enrol(arguments, file);
}

}  // namespace

void add_enrol_command(CLI::App& app, ExitCode& result) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("enrol", "Learn an instrument, so that its part is named");
  command->footer(
      "\nAbout a minute of it playing alone, in one recording or several; later runs of\n"
      "transcribe and decode with --parts name its part.\n\n"
      "  divisi enrol violin.wav --name \"my violin\" --program 40\n"
      "  divisi enrol --list");
  command->add_option("inputs", arguments->inputs, "Recordings, or folders of recordings")
      ->type_name("INPUT");
  command->add_flag("-r,--recursive", arguments->recursive, "Look into the folders below as well");
  command->add_option("--name", arguments->name, "What its part is to be called")
      ->type_name("NAME");
  command
      ->add_option("--program", arguments->program,
                   "General MIDI program of its track, counted from 0\n"
                   "[default: that of the family it sounds like]")
      ->check(CLI::Range(0, 127))
      ->type_name("N");
  add_timbres_option(*command, arguments->timbres);
  auto* force =
      command->add_flag("--force", arguments->force, "Replace what is enrolled under this name");
  command->add_flag("--add", arguments->add, "Add to what is enrolled under this name")
      ->excludes(force);
  command->add_flag("--solo", arguments->solo,
                    "It is one source, even where it sounds like several");
  command->add_flag("--list", arguments->list, "Print what is enrolled");
  command->add_option("--remove", arguments->removed, "Forget this name")->type_name("NAME");
  add_weights_options(*command, arguments->listening);
  command->add_flag("-q,--quiet", arguments->quiet, "Say nothing but errors");
  command->callback([arguments, &result] { result = run(*arguments); });
}

}  // namespace divisi::cli

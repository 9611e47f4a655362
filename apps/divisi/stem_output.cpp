#include "stem_output.h"

#include <algorithm>
#include <system_error>

#include <CLI/CLI.hpp>

#include "divisi/auralise.h"
#include "parsed_option.h"
#include "terminal.h"
#include "weights_options.h"

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;

const PlannedOutput* planned_as(const std::vector<PlannedOutput>& planned, ExtraOutput kind) {
  for (const PlannedOutput& output : planned) {
    const auto* extra = std::get_if<ExtraOutput>(&output.kind);
    if (extra != nullptr && *extra == kind) return &output;
  }
  return nullptr;
}

void add_warnings(const std::vector<std::string>& lines, Outcome& outcome) {
  for (const std::string& line : lines) {
    // A damaged file says so each time it is read.
    if (std::find(outcome.warnings.begin(), outcome.warnings.end(), line) ==
        outcome.warnings.end()) {
      outcome.warnings.push_back(line);
    }
  }
}

/// Errors of writing below `folder` are told apart from those of reading.
Error told_apart(const Error& error, const fs::path& folder) {
  return error.where.starts_with(folder.string()) ? as_write_error(error) : error;
}

/// The part from `begin` on, `length` long, of somebody's progress.
ProgressFunction stretch_of(const ProgressFunction& whole, double begin, double length) {
  return [&whole, begin, length](const Progress& progress) {
    const double fraction = progress.fraction < 0.0 ? -1.0 : begin + length * progress.fraction;
    return whole({fraction, progress.audio_done_s});
  };
}

Expected<std::vector<Stem>> write_stems_to(const fs::path& recording, const Score& score,
                                           const fs::path& folder, const SoundOptions& options,
                                           const ProgressFunction& progress, Outcome& outcome) {
  const Expected<StemSet> set =
      write_stems(recording, score, folder, options.stem_options, progress);
  if (!set) return told_apart(set.error(), folder);
  for (const Stem& stem : set->stems) outcome.outputs.push_back(stem.path);
  outcome.audio_s = set->duration_s;
  add_warnings(set->warnings, outcome);
  return set->stems;
}

Expected<void> play_to(const fs::path& recording, const Score& score, const fs::path& folder,
                       const std::vector<Stem>& stems, const SoundOptions& options,
                       const ProgressFunction& progress, Outcome& outcome) {
  AuraliseOptions playing;
  playing.format = options.stem_options.format;
  playing.start_s = options.stem_options.start_s;
  playing.end_s = options.stem_options.end_s;
  playing.builtin = options.soundfont == "builtin";
  if (!playing.builtin) playing.soundfont = options.soundfont;
  const Expected<Auralisation> played =
      write_auralisation(recording, score, folder, stems, playing, progress);
  if (!played) return told_apart(played.error(), folder);
  outcome.outputs.insert(outcome.outputs.end(), played->files.begin(), played->files.end());
  return {};
}

}  // namespace

void add_sound_options(CLI::App& command, SoundOptions& options) {
  add_stem_model_option(command, options.stem_options.model);
  add_parsed_option(command, "--stem-format", parse_stem_format, options.stem_options.format,
                    "flac or wav, both of 24 bits [default: flac]")
      ->type_name("KIND");
  command.add_flag("--auralise", options.auralise,
                   "Also play the notes: <name>.auralised holds each part, the remix,\n"
                   "and the original left with the remix right");
  command
      .add_option("--soundfont", options.soundfont,
                  "SF2 or SF3 to play them with through FluidSynth; builtin: our own\n"
                  "synthesiser [default: an installed one, else builtin]")
      ->check([](const std::string& text) { return text.empty() ? "names no file" : ""; })
      ->type_name("FILE");
}

std::optional<ExitCode> complain(const SoundOptions& options) {
  if (!options.stems) return std::nullopt;
  return complain_of_stem_model(options.stem_options.model);
}

void add_sound_outputs(const SoundOptions& options, std::vector<ExtraOutput>& extras) {
  if (options.stems) extras.push_back(ExtraOutput::stems);
  if (options.auralise) extras.push_back(ExtraOutput::auralised);
}

Expected<void> check_sounds(const fs::path& recording, const SoundOptions& options) {
  if (options.stems) return check_stems(recording, options.stem_options);
  return {};
}

ProgressFunction pass_progress(Reporter& reporter, double begin, double end) {
  return [&reporter, begin, end](const Progress& progress) {
    Progress whole = progress;
    if (progress.fraction >= 0.0) whole.fraction = begin + (end - begin) * progress.fraction;
    reporter.update(whole);
    return !interrupted();
  };
}

Expected<void> write_sounds(const fs::path& recording, const Score& score,
                            const std::vector<PlannedOutput>& planned, const SoundOptions& options,
                            const ProgressFunction& progress, Outcome& outcome) {
  const PlannedOutput* split = planned_as(planned, ExtraOutput::stems);
  const PlannedOutput* played = planned_as(planned, ExtraOutput::auralised);
  const double splitting = split == nullptr ? 0.0 : (played == nullptr ? 1.0 : 0.5);
  std::vector<Stem> stems;
  if (split != nullptr) {
    Expected<std::vector<Stem>> written = write_stems_to(
        recording, score, split->path, options, stretch_of(progress, 0.0, splitting), outcome);
    if (!written) return written.error();
    stems = std::move(*written);
  }
  if (played == nullptr) return {};
  // Without all stems nobody knows how loud the parts are.
  if (!options.stem_options.only.empty()) stems.clear();
  const Expected<void> written = play_to(recording, score, played->path, stems, options,
                                         stretch_of(progress, splitting, 1.0 - splitting), outcome);
  if (!written) remove_sounds(outcome);
  return written;
}

void remove_sounds(const Outcome& outcome) {
  std::error_code ignored;
  for (const fs::path& path : outcome.outputs) {
    fs::remove(path, ignored);
    fs::remove(path.parent_path(), ignored);  // once it is empty
  }
}

}  // namespace divisi::cli

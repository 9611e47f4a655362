/// The sounds a recording becomes: shared by `transcribe --stems` and `separate`.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "batch.h"
#include "divisi/stems.h"
#include "reporter.h"

namespace CLI {
class App;
}

namespace divisi::cli {

/// What sounds a command writes.
struct SoundOptions {
  bool stems = false;
  bool auralise = false;
  StemOptions stem_options;
  std::filesystem::path soundfont;
};

/// Complains of a share network that cannot be used, where stems are wanted.
std::optional<ExitCode> complain(const SoundOptions& options);

/// --stem-model, --stem-format, --auralise, --soundfont
void add_sound_options(CLI::App& command, SoundOptions& options);

void add_sound_outputs(const SoundOptions& options, std::vector<ExtraOutput>& extras);

/// Tells the reporter of one of several passes over the recording, from `begin` to `end` of all the
/// work, and stops after Ctrl-C.
ProgressFunction pass_progress(Reporter& reporter, double begin, double end);

/// How much of the work transcribing is where sounds are written as well.
constexpr double kTranscribingShare = 0.6;

/// Whether what is wanted can be written at all, before any work is done.
Expected<void> check_sounds(const std::filesystem::path& recording, const SoundOptions& options);

/// Writes stems and what is played, as far as they are planned, and adds their files and warnings
/// to `outcome`.
/// Errors    those of write_stems() and write_auralisation(); failures of writing become exit code
///           4. Then none of them is left.
Expected<void> write_sounds(const std::filesystem::path& recording, const Score& score,
                            const std::vector<PlannedOutput>& planned, const SoundOptions& options,
                            const ProgressFunction& progress, Outcome& outcome);

/// Takes back what write_sounds() wrote, because something after it failed.
void remove_sounds(const Outcome& outcome);

}  // namespace divisi::cli

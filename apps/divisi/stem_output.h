/// The sounds a recording becomes: shared by `transcribe --stems` and `separate`.
#pragma once

#include <filesystem>
#include <vector>

#include "batch.h"
#include "divisi/stems.h"
#include "reporter.h"

namespace CLI {
class App;
}

namespace divisi::cli {

/// --stem-format
void add_stem_format_option(CLI::App& command, StemOptions& options);

/// Tells the reporter of one of several passes over the recording, from `begin` to `end` of all the
/// work, and stops after Ctrl-C.
ProgressFunction pass_progress(Reporter& reporter, double begin, double end);

/// How much of the work transcribing is where stems are written as well.
constexpr double kTranscribingShare = 0.7;

bool plans_sounds(const std::vector<PlannedOutput>& planned);

/// Writes the stems, if they are planned, and adds their files and warnings to `outcome`.
/// Errors    those of write_stems(); failures of writing become exit code 4.
Expected<void> write_sounds(const std::filesystem::path& recording, const Score& score,
                            const std::vector<PlannedOutput>& planned, const StemOptions& options,
                            const ProgressFunction& progress, Outcome& outcome);

/// Takes back what write_sounds() wrote, because something after it failed.
void remove_sounds(const Outcome& outcome);

}  // namespace divisi::cli

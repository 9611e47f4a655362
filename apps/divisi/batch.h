/// One input after the other: each gets its turn whatever became of the others.
#pragma once

#include <functional>
#include <optional>
#include <variant>
#include <vector>

#include "commands.h"
#include "inputs.h"
#include "output_options.h"
#include "reporter.h"

namespace divisi::cli {

/// Files that an input becomes beside those of the formats.
enum class ExtraOutput { evidence, dealing, stems, auralised };

/// The files one input becomes.
struct PlannedOutput {
  std::variant<OutputFormat, ExtraOutput> kind;
  std::filesystem::path path;
};

/// Whether it is a folder of sounds, which write_outputs() leaves to others (stem_output.h).
bool is_sound(const PlannedOutput& output);

struct BatchOptions {
  OutputOptions output;
  ProgressStyle progress = ProgressStyle::automatic;
  std::vector<ExtraOutput> extras = {};
};

/// Does the work for one input and writes the planned outputs.
using BatchWork =
    std::function<Expected<Outcome>(const Input&, const std::vector<PlannedOutput>&, Reporter&)>;

/// Runs `work` on each input whose outputs may be written, reports, and says how it went:
/// ok; the code of the failure when there was but one input; some_failed when there were more;
/// interrupted after Ctrl-C.
ExitCode run_batch(const std::vector<Input>& inputs, const BatchOptions& options,
                   const BatchWork& work);

/// Marks an error as one of writing: it becomes exit code 4, not 3.
Error as_write_error(Error error);

/// Of a score alone: how many notes, in what tuning.
Outcome outcome_of(const Score& score);

/// Writes all planned outputs but sounds; on failure or interrupt removes those that this call
/// made. Its errors of writing become exit code 4, not 3. `bends` as OutputOptions has it.
Expected<void> write_outputs(const Transcription& transcription,
                             const std::vector<PlannedOutput>& planned,
                             std::optional<MidiBends> bends);

}  // namespace divisi::cli

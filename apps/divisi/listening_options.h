/// The options with which `transcribe` and `separate` listen to recordings.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "batch.h"
#include "divisi/transcriber.h"
#include "timbre_options.h"
#include "weights_options.h"

namespace CLI {
class App;
}

namespace divisi::cli {

struct ListeningOptions {
  DecodeChanges thresholds;
  std::optional<double> start_s;
  std::optional<double> end_s;
  WeightsOptions weights;
  std::string drums = "auto";
  double tuning_hz = 0.0;  ///< 0: the recording's own
  PartOptions parts;
  std::filesystem::path timbres;

  /// All but what to keep and whom to tell.
  TranscribeOptions for_transcriber() const;
};

/// What comes in and how it is told.
struct BatchArguments {
  std::vector<std::filesystem::path> inputs;
  bool recursive = false;
  std::string progress = "auto";
  bool quiet = false;
};

void add_input_options(CLI::App& command, BatchArguments& arguments);
void add_progress_options(CLI::App& command, BatchArguments& arguments);
void add_stretch_options(CLI::App& command, ListeningOptions& options);
void add_listening_options(CLI::App& command, ListeningOptions& options);

/// A transcriber and what its user should be told: says why on stderr where there is none.
struct Listener {
  Transcriber transcriber;
  std::vector<std::string> warnings;  ///< still to be told with every input
};
struct NoListener {
  ExitCode code;
};
std::variant<Listener, NoListener> make_listener(const ListeningOptions& options,
                                                 ProgressStyle progress);

/// Says what is wrong with the times or the progress style; nothing when all is well.
std::optional<ExitCode> complain(const ListeningOptions& options, const BatchArguments& arguments);

}  // namespace divisi::cli

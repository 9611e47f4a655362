/// A training run from recipe to weights: resumable at any moment, with identical continuation.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "train/clip_set.h"
#include "train/recipe.h"

namespace divisi::train {

struct TrainOptions {
  std::filesystem::path run_directory;  ///< see docs/training.md
  std::vector<std::filesystem::path> train_directories;
  std::vector<std::filesystem::path> validation_directories;
  std::filesystem::path begin_with = {};  ///< weights of a new run; empty: random ones
  int threads = 0;                        ///< 0: all
  bool deterministic = false;             ///< libtorch's deterministic algorithms
  bool use_cuda = false;
  std::string commit;  ///< written into the weights
  /// Asked before each step; when it says no, the run is saved and ends as cancelled.
  std::function<bool()> may_go_on = {};
};

/// Once in a process that trains: memory that is freed is kept for the next step, which needs as
/// much. Handing it back to the system each time costs a third of a run in page faults (measured).
void keep_freed_memory();

/// Before a run: memory, threads, algorithms, and the run's folder. Returns the number of threads.
/// Errors    unsupported: --cuda without a device; those of making the folder.
Expected<int> prepare(const TrainOptions& options);

/// load_clips() that tells `log` how far it is and, as `what`, how much there is.
Expected<ClipSet> load_set(const char* what, const std::vector<std::filesystem::path>& directories,
                           const ClipFeatures& features, int threads,
                           const std::function<void(const std::string&)>& log);

/// Trains until the recipe's last step, going on from `run_directory`'s checkpoint if there is one.
/// `log` gets one line now and then. Throws c10::Error as libtorch does.
Expected<void> train_network(const Recipe& recipe, const TrainOptions& options,
                             const std::function<void(const std::string&)>& log);

}  // namespace divisi::train

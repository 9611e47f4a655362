/// The work behind `divisi experiment run` and `slot-teacher`, apart from their options.
///
/// Errors    those of the files, and what libtorch throws as ErrorCode::internal.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "divisi/error.h"

namespace divisi::cli {

struct SlotExperimentArguments {
  std::string experiment;  ///< "1a" to "3c", or a recipe file
  std::string data;        ///< SET=FOLDER
  std::filesystem::path splits;
  std::filesystem::path teacher;
  std::filesystem::path run;
  std::string commit;      ///< written into the weights
  std::int64_t seed = -1;  ///< the recipe's
  int threads = 1;
};

/// Trains, scores, prints a row of the paper's Table III.
Expected<void> run_slot_experiment(const SlotExperimentArguments& arguments);

/// The timbre encoder for it.
Expected<void> run_slot_teacher(const SlotExperimentArguments& arguments);

/// Prints the results of several runs as one table.
Expected<void> print_slot_table(const std::vector<std::filesystem::path>& runs);

}  // namespace divisi::cli

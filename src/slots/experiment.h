/// One of the paper's experiments from pieces to figures.
///
/// Source    Taenzer 2026, sections IV and V.
/// Errors    those of the recipe, the pieces, the teacher and the training run;
///           invalid_argument: no piece in a split, a recipe that is of another model, or one that
///           needs a teacher without one.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "slots/pieces.h"
#include "slots/slot_scores.h"
#include "train/recipe.h"
#include "train/step_loop.h"

namespace divisi::slots {

struct ExperimentOptions {
  std::filesystem::path run_directory;
  std::filesystem::path teacher;  ///< a run of train_teacher(); for recipes with timbre
  int threads = 1;
  std::string commit;
  std::function<bool()> may_go_on = {};
};

struct ExperimentResult {
  std::string name;  ///< of the recipe
  std::uint64_t seed = 0;
  SlotThresholds thresholds;
  std::map<std::string, double> figures;  ///< of slot_scores.h
};

/// Trains on "train", going on from a checkpoint that is there; chooses weights and thresholds on
/// "validation", scores "test", and writes `run_directory`/scores.json.
Expected<ExperimentResult> run_experiment(const train::Recipe& recipe,
                                          const std::vector<SlotPiece>& pieces,
                                          const ExperimentOptions& options,
                                          const train::LogLine& log);

/// Table III: a row for each result, in the paper's columns.
std::string to_markdown(const std::vector<ExperimentResult>& results);
std::string to_json(const ExperimentResult& result);

/// Errors    not_found, corrupt.
Expected<ExperimentResult> read_result(const std::filesystem::path& path);

}  // namespace divisi::slots

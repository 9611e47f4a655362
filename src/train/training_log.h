/// What a run has done so far: log.csv (one row for each 20 steps and each validation) and lines to show.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "train/validation.h"

namespace divisi::train {

/// Rows after `resumed_step` that an interrupted run left behind are dropped when a run goes on.
class TrainingLog {
 public:
  TrainingLog(const std::filesystem::path& run_directory, int resumed_step);

  void add_train(int step, double loss);
  void add_validation(int step, const ValidationResult& result);

  std::string line() const;
  std::string validation_line() const;

 private:
  void draw_curves() const;

  std::filesystem::path directory_;
  int step_ = 0;
  double smooth_loss_ = 0.0;
  double begun_s_;
  int begun_step_;
  ValidationResult last_;
  std::vector<std::string> rows_;
};

}  // namespace divisi::train

/// What a run has done so far: log.csv (a row for every 20 steps and for each validation),
/// curves.png, and lines to show.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "train/validation.h"

namespace divisi::train {

/// One row of log.csv.
struct LogRow {
  int step = 0;
  std::vector<double> values;  ///< train loss; then, after a validation, the rest of the columns
};

/// A run that goes on takes up its log; rows after `resumed_step` are dropped.
class TrainingLog {
 public:
  TrainingLog(const std::filesystem::path& run_directory, std::vector<std::string> loss_names,
              int resumed_step, int steps);

  void add_train(int step, double loss);
  /// Writes log.csv and curves.png. A log that cannot be written does not end a run of hours: the
  /// next one tries again.
  void add_validation(int step, const ValidationResult& result);

  /// Step, loss, time for a step and time left.
  std::string line() const;
  std::string validation_line() const;

 private:
  std::string header() const;
  void read_rows();
  void write_rows() const;

  std::filesystem::path directory_;
  std::vector<std::string> loss_names_;
  int step_;
  int steps_;
  double smooth_loss_ = 0.0;
  double begun_s_;
  int begun_step_;
  ValidationResult last_;
  std::vector<LogRow> rows_;
};

}  // namespace divisi::train

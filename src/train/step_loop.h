/// The steps of a training run one after the other, whatever is trained: when to validate, to save
/// and to stop.
///
/// Errors    internal when the loss is no number any more; cancelled, with everything saved; those
///           of validating and saving.
/// Thread    one thread calls.
#pragma once

#include <functional>
#include <string>

#include "divisi/error.h"
#include "train/training_log.h"

namespace divisi::train {

using LogLine = std::function<void(const std::string&)>;

/// What is trained.
class SteppedRun {
 public:
  virtual ~SteppedRun() = default;

  virtual int steps_done() const = 0;
  virtual double step() = 0;  ///< one more; returns its loss
  virtual Expected<void> validate(TrainingLog& curves) = 0;
  virtual Expected<void> save() = 0;
  virtual bool should_stop() const { return false; }
};

struct StepLoop {
  int steps = 0;  ///< in all
  int validate_every_steps = 1;
  int steps_per_line = 20;
  double checkpoint_every_s = 180.0;
  std::function<bool()> may_go_on = {};  ///< asked before each step; empty: always
};

/// To the last step, or until the run says stop.
Expected<void> run_steps(SteppedRun& run, const StepLoop& loop, TrainingLog& curves,
                         const LogLine& log);

}  // namespace divisi::train

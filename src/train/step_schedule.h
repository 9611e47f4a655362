/// How long and how fast a network is trained.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "train/step_loop.h"

namespace divisi::train {

struct RunState;

struct StepSchedule {
  int batch_items = 8;
  int steps = 4000;
  int warmup_steps = 200;
  int decay_steps = 2000;  ///< the last ones, down to zero along a half cosine
  double learning_rate = 3e-3;
  double weight_decay = 0.01;
  double average_decay = 0.998;  ///< of the moving average of the weights that is kept
  int validate_every_steps = 250;
  double checkpoint_every_s = 60.0;
};

/// Calls `visit(name, field)` for every number. `Schedule` may be const.
template <class Schedule, class Visit>
void visit_step_schedule(Schedule& s, Visit&& visit) {
  visit("batch_items", s.batch_items);
  visit("steps", s.steps);
  visit("warmup_steps", s.warmup_steps);
  visit("decay_steps", s.decay_steps);
  visit("learning_rate", s.learning_rate);
  visit("weight_decay", s.weight_decay);
  visit("average_decay", s.average_decay);
  visit("validate_every_steps", s.validate_every_steps);
  visit("checkpoint_every_s", s.checkpoint_every_s);
}

/// What makes no sense in it; empty when all does.
std::string first_nonsense(const StepSchedule& schedule);

/// Before a step: clears the gradients and sets the step's learning rate (train/schedule.h).
void begin_step(const StepSchedule& schedule, RunState& state);

/// After its backward pass: shortens the gradients to `gradient_norm` (0: never), changes the
/// weights and their average, counts the step.
void end_step(const StepSchedule& schedule, double gradient_norm, RunState& state);

/// What a run goes on with, beside its state.
struct ScheduledRun {
  const StepSchedule& schedule;
  std::filesystem::path run_directory;
  std::vector<std::string> loss_names;  ///< of log.csv
  int steps_per_line = 20;
  std::function<bool()> may_go_on = {};  ///< asked before each step; empty: always
};

/// From the step of `state`, which was resumed, to the last one: run_steps() with a log.
Expected<void> run_schedule(SteppedRun& run, const RunState& state, const ScheduledRun& how,
                            const LogLine& log);

}  // namespace divisi::train

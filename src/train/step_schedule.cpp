#include "train/step_schedule.h"

#include <cmath>
#include <cstdint>

#include <torch/torch.h>

#include "train/checkpoint.h"
#include "train/schedule.h"

namespace divisi::train {

std::string first_nonsense(const StepSchedule& s) {
  if (s.batch_items < 1 || s.steps < 1 || s.validate_every_steps < 1)
    return "batch_items, steps, validate_every_steps must be at least 1";
  // As a wide number: the sum of two ints may be none.
  const auto warmup_steps = static_cast<std::int64_t>(s.warmup_steps);
  if (s.warmup_steps < 0 || s.decay_steps < 0 || warmup_steps + s.decay_steps > s.steps)
    return "warmup_steps and decay_steps must fit into steps";
  if (!(s.learning_rate > 0.0 && std::isfinite(s.learning_rate)))
    return "learning_rate must be positive";
  if (!(s.weight_decay >= 0.0 && std::isfinite(s.weight_decay)))
    return "weight_decay must not be negative";
  if (!(s.average_decay >= 0.0 && s.average_decay < 1.0)) return "average_decay must lie in [0, 1)";
  return {};
}

void begin_step(const StepSchedule& schedule, RunState& state) {
  const double factor =
      schedule_factor(state.step, schedule.steps, schedule.warmup_steps, schedule.decay_steps);
  set_learning_rate(state.optimizer, schedule.learning_rate * factor);
  state.optimizer.zero_grad();
}

void end_step(const StepSchedule& schedule, double gradient_norm, RunState& state) {
  if (gradient_norm > 0.0)
    torch::nn::utils::clip_grad_norm_(state.net->parameters(), gradient_norm);
  state.optimizer.step();
  state.average.follow(state.net, warm_decay(schedule.average_decay, state.step));
  ++state.step;
}

Expected<void> run_schedule(SteppedRun& run, const RunState& state, const ScheduledRun& how,
                            const LogLine& log) {
  const StepSchedule& schedule = how.schedule;
  TrainingLog curves(how.run_directory, how.loss_names, state.step, schedule.steps);
  const StepLoop loop{.steps = schedule.steps,
                      .validate_every_steps = schedule.validate_every_steps,
                      .steps_per_line = how.steps_per_line,
                      .checkpoint_every_s = schedule.checkpoint_every_s,
                      .may_go_on = how.may_go_on};
  return run_steps(run, loop, curves, log);
}

}  // namespace divisi::train

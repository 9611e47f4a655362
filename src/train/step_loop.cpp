#include "train/step_loop.h"

#include <cmath>

#include "train/clock.h"

namespace divisi::train {
namespace {

Expected<void> save_and_stop(SteppedRun& run) {
  if (auto saved = run.save(); !saved) return saved;
  return Error{ErrorCode::cancelled,
               "stopped after step " + std::to_string(run.steps_done()) +
                   "; the same command goes on from here",
               {}};
}

}  // namespace

Expected<void> run_steps(SteppedRun& run, const StepLoop& loop, TrainingLog& curves,
                         const LogLine& log) {
  double saved_s = now_s();
  while (run.steps_done() < loop.steps && !run.should_stop()) {
    if (loop.may_go_on && !loop.may_go_on()) return save_and_stop(run);
    const double loss = run.step();
    const int done = run.steps_done();
    if (!std::isfinite(loss)) {
      return Error{ErrorCode::internal,
                   "the loss is no longer a number at step " + std::to_string(done),
                   {}};
    }
    curves.add_train(done, loss);
    if (done % loop.steps_per_line == 0) log(curves.line());
    const bool validates = done % loop.validate_every_steps == 0 || done == loop.steps;
    if (validates) {
      if (auto validated = run.validate(curves); !validated) return validated;
      log(curves.validation_line());
    }
    if (!validates && now_s() - saved_s < loop.checkpoint_every_s) continue;
    if (auto saved = run.save(); !saved) return saved;
    saved_s = now_s();
  }
  if (run.steps_done() < loop.steps) log("stopped: no better validation for a while");
  return {};
}

}  // namespace divisi::train

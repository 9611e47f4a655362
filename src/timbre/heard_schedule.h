/// How long and how fast a network is trained on notes that were heard.
#pragma once

#include <string>

namespace divisi::timbre {

struct HeardSchedule {
  int batch_items = 8;  ///< pieces in a step
  int steps = 4000;
  int warmup_steps = 200;
  int decay_steps = 2000;
  double learning_rate = 3e-3;
  double weight_decay = 0.01;
  double average_decay = 0.998;
  int validate_every_steps = 250;
  double checkpoint_every_s = 60.0;
};

/// Calls `visit(name, field)` for every number. `Schedule` may be const.
template <class Schedule, class Visit>
void visit_heard_schedule(Schedule& s, Visit&& visit) {
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
std::string first_nonsense(const HeardSchedule& schedule);

}  // namespace divisi::timbre

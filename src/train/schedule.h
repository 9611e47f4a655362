/// Learning-rate schedule: warm up, hold, decay. A held run can be prolonged by raising `steps`.
#pragma once

#include <algorithm>
#include <cmath>

namespace divisi::train {

/// Factor in (0, 1] for `step` in [0, steps): linear over the first `warmup_steps`, 1, then a half
/// cosine over the last `decay_steps` (Hägele et al. 2024, section 3).
inline double schedule_factor(int step, int steps, int warmup_steps, int decay_steps) {
  const double warm = warmup_steps > 0 ? std::min(1.0, (step + 1.0) / warmup_steps) : 1.0;
  const int decay_begin = steps - decay_steps;
  if (step < decay_begin || decay_steps == 0) return warm;
  const double progress = (step - decay_begin + 0.5) / decay_steps;
  return warm * 0.5 * (1.0 + std::cos(3.141592653589793 * std::min(1.0, progress)));
}

}  // namespace divisi::train

#include "synth/echo.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace divisi::synth {

Echo draw_echo(double beat_s, core::Rng& rng) {
  static const std::vector<double> kBeats = {0.5, 2.0 / 3.0, 0.75, 1.0};
  Echo echo;
  echo.delay_s = std::clamp(beat_s, 0.01, 10.0) * rng.pick(kBeats);
  while (echo.delay_s > 0.8) echo.delay_s *= 0.5;
  while (echo.delay_s < 0.12) echo.delay_s *= 2.0;
  echo.first_db = rng.uniform(-14.0, -5.0);
  echo.feedback = rng.uniform(0.2, 0.55);
  echo.treble_hz = rng.log_uniform(1500.0, 7000.0);
  return echo;
}

void add_echo(Signal& sound, const Echo& echo) {
  const std::size_t delay = std::max<std::size_t>(1, to_sample(echo.delay_s));
  const auto first = static_cast<float>(std::pow(10.0, echo.first_db / 20.0));
  const auto feedback = static_cast<float>(std::clamp(echo.feedback, 0.0, 0.95));
  const auto follow =
      static_cast<float>(1.0 - std::exp(-2.0 * std::numbers::pi * echo.treble_hz / kRateHz));
  std::vector<float> line(delay, 0.0F);  // what comes back `delay` samples from now
  float damped = 0.0F;
  std::size_t at = 0;
  for (float& sample : sound) {
    damped += follow * (line[at] - damped);
    line[at] = sample + feedback * damped;
    at = at + 1 < delay ? at + 1 : 0;
    sample += first * damped;
  }
}

}  // namespace divisi::synth

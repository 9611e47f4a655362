#include "synth/line_wander.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace divisi::synth {
namespace {

constexpr double kDrift_s = 0.6;
constexpr double kMostDrift_cents = 50.0;
constexpr double kEffortOfADecibel = 0.03;  // louder is brighter

/// Noise that forgets itself within `memory_s`, with the standard deviation `spread`
/// (Ornstein and Uhlenbeck 1930).
class Wander {
 public:
  Wander(double spread, double memory_s, core::Rng& rng)
      : keep_(1.0 - kControl_s / memory_s),
        step_(spread * std::sqrt(2.0 * kControl_s / memory_s)),
        rng_(rng) {}
  double next() { return value_ = keep_ * value_ + rng_.normal(0.0, step_); }

 private:
  double keep_;
  double step_;
  core::Rng& rng_;
  double value_ = 0.0;
};

/// Follows what it is given with some inertia.
class Follower {
 public:
  Follower(const std::vector<float>& first, float otherwise, float speed)
      : value_(first.empty() ? otherwise : first[0]), speed_(speed) {}
  float next(float target) { return value_ += speed_ * (target - value_); }

 private:
  float value_;
  float speed_;
};

}  // namespace

void add_wander(const Expression& e, const std::vector<float>& vibrato, core::Rng& rng,
                ToneContour& contour) {
  Wander drift(e.drift_cents, kDrift_s, rng);
  Wander wobble(e.wobble_db, e.wobble_s, rng);
  Follower colour(contour.colour, 0.0F, 0.06F);
  Follower effort(contour.effort, 0.5F, 0.2F);
  double jitter = 0.0;
  double growl_phase = 0.0;
  for (std::size_t t = 0; t < contour.size(); ++t) {
    jitter = 0.8 * jitter + rng.normal(0.0, 0.6 * e.jitter_cents);
    const double off_cents = std::clamp(drift.next(), -kMostDrift_cents, kMostDrift_cents) + jitter;
    contour.pitch_midi[t] += static_cast<float>(0.01 * off_cents);
    growl_phase += 2.0 * std::numbers::pi * e.growl_hz * kControl_s;
    const double growl = 1.0 - e.growl_depth * (0.5 + 0.5 * std::sin(growl_phase));
    const double louder_db = wobble.next() + e.tremolo_db * vibrato[t];
    contour.level[t] *= static_cast<float>(growl * std::pow(10.0, louder_db / 20.0));
    contour.colour[t] = colour.next(contour.colour[t]);
    const double brighter = effort.next(contour.effort[t]) + kEffortOfADecibel * louder_db;
    contour.effort[t] = static_cast<float>(std::clamp(brighter, 0.0, 1.0));
  }
}

}  // namespace divisi::synth

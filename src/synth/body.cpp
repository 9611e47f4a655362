#include "synth/body.h"

#include <cmath>

#include "synth/biquad.h"

namespace divisi::synth {
namespace {

constexpr double kLowest_hz = 120.0;
constexpr double kHighest_hz = 6000.0;

}  // namespace

Body draw_body(core::Rng& rng) {
  Body body;
  body.tilt_db = rng.uniform(-6.0, 6.0);
  for (int i = rng.integer(3, 6); i > 0; --i) {
    const double centre_hz = rng.log_uniform(kLowest_hz, kHighest_hz);
    const double bandwidth_hz = centre_hz / rng.uniform(1.0, 5.0);
    body.resonances.push_back({centre_hz, bandwidth_hz, rng.uniform(-9.0, 9.0)});
  }
  return body;
}

void resound(Signal& sound, const Body& body) {
  Biquad::low_shelf(300.0, -0.5 * body.tilt_db).apply(sound);
  Biquad::high_shelf(1500.0, 0.5 * body.tilt_db).apply(sound);
  for (const Resonance& resonance : body.resonances) {
    const double q = resonance.centre_hz / resonance.bandwidth_hz;
    Biquad::peaking(resonance.centre_hz, q, resonance.gain_db).apply(sound);
  }
}

}  // namespace divisi::synth

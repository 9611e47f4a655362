#include "synth/noise.h"

#include <cmath>
#include <numbers>

namespace divisi::synth {
namespace {

float white(core::Rng& rng) { return static_cast<float>(2.0 * rng.uniform() - 1.0); }

/// Three one-pole filters in parallel: within 1 dB of 1/f from 10 Hz to 10 kHz (P. Kellet's
/// "economy" filter).
void make_pink(Signal& signal, core::Rng& rng) {
  float a = 0.0F;
  float b = 0.0F;
  float c = 0.0F;
  for (float& sample : signal) {
    const float x = white(rng);
    a = 0.99765F * a + x * 0.0990460F;
    b = 0.96300F * b + x * 0.2965164F;
    c = 0.57000F * c + x * 1.0526913F;
    sample = a + b + c + 0.1848F * x;
  }
}

void make_hum(Signal& signal, core::Rng& rng) {
  const double mains_hz = rng.chance(0.5) ? 50.0 : 60.0;
  const double fall = rng.uniform(0.4, 1.5);
  for (int k = 1; k <= 12; ++k) {
    const double level = std::pow(k, -fall) * rng.uniform(0.1, 1.0);
    const double step = 2.0 * std::numbers::pi * mains_hz * k / kRateHz;
    const double phase = rng.uniform(0.0, 2.0 * std::numbers::pi);
    for (std::size_t i = 0; i < signal.size(); ++i) {
      signal[i] += static_cast<float>(level * std::sin(phase + step * static_cast<double>(i)));
    }
  }
  for (float& sample : signal) sample += 0.1F * white(rng);
}

}  // namespace

Signal make_noise(NoiseKind kind, std::size_t sample_count, core::Rng& rng) {
  Signal signal(sample_count, 0.0F);
  switch (kind) {
    case NoiseKind::white:
      for (float& sample : signal) sample = white(rng);
      break;
    case NoiseKind::pink:
      make_pink(signal, rng);
      break;
    case NoiseKind::brown: {
      float level = 0.0F;
      for (float& sample : signal) sample = level = 0.995F * level + white(rng);
      break;
    }
    case NoiseKind::hum:
      make_hum(signal, rng);
      break;
  }
  double energy = 1e-12;
  for (const float sample : signal) energy += static_cast<double>(sample) * sample;
  const auto scale = static_cast<float>(std::sqrt(static_cast<double>(sample_count) / energy));
  for (float& sample : signal) sample *= scale;
  return signal;
}

}  // namespace divisi::synth

#include "synth/drive.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "synth/biquad.h"
#include "synth/degrade.h"
#include "synth/halve_rate.h"

namespace divisi::synth {
namespace {

constexpr int kReach = 8;  // samples on either side of a point between two samples

/// sinc with a Hann window, at half a sample: what lies between samples.
std::array<float, kReach> midpoint_taps() {
  std::array<float, kReach> taps{};
  double sum = 0.0;
  for (int i = 0; i < kReach; ++i) {
    const double x = i + 0.5;
    const double window = 0.5 + 0.5 * std::cos(std::numbers::pi * x / kReach);
    taps[static_cast<std::size_t>(i)] =
        static_cast<float>(window * std::sin(std::numbers::pi * x) / (std::numbers::pi * x));
    sum += 2.0 * taps[static_cast<std::size_t>(i)];
  }
  for (float& tap : taps) tap = static_cast<float>(tap / sum);
  return taps;
}

/// Twice the rate: sample 2 i is sample i.
Signal double_rate(const Signal& signal) {
  static const std::array<float, kReach> kTaps = midpoint_taps();
  const auto count = static_cast<std::ptrdiff_t>(signal.size());
  const auto at = [&](std::ptrdiff_t i) {
    return i < 0 || i >= count ? 0.0F : signal[static_cast<std::size_t>(i)];
  };
  Signal doubled(2 * signal.size());
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    float between = 0.0F;
    for (int k = 0; k < kReach; ++k)
      between += kTaps[static_cast<std::size_t>(k)] * (at(i - k) + at(i + 1 + k));
    doubled[static_cast<std::size_t>(2 * i)] = at(i);
    doubled[static_cast<std::size_t>(2 * i + 1)] = between;
  }
  return doubled;
}

Signal halve_rate(const Signal& signal) {
  HalveRate halve;
  halve.push(signal.data(), signal.size());
  return halve.finish();
}

}  // namespace

Drive draw_drive(core::Rng& rng) {
  Drive drive;
  drive.gain_db = rng.uniform(2.0, 38.0);
  drive.bias = rng.uniform(0.0, 0.5);
  drive.cabinet_hz = rng.uniform(2500.0, 7000.0);
  if (rng.chance(0.3)) drive.clean_share = rng.uniform(0.0, 0.6);
  return drive;
}

void overdrive(Signal& sound, const Drive& drive) {
  const float peak = peak_of(sound);
  if (peak <= 0.0F) return;
  Signal driven = double_rate(double_rate(sound));
  const double gain = std::pow(10.0, drive.gain_db / 20.0) / peak;
  const double rest = std::tanh(drive.bias);
  for (float& sample : driven)
    sample = static_cast<float>(std::tanh(gain * sample + drive.bias) - rest);
  driven = halve_rate(halve_rate(driven));
  Biquad::high_pass(60.0, 0.7).apply(driven);
  Biquad::low_pass(drive.cabinet_hz, 0.9).apply(driven);
  scale_by(driven, 1.0 / std::max(peak_of(driven), 1e-9F));
  for (std::size_t i = 0; i < sound.size(); ++i) {
    sound[i] = static_cast<float>(drive.clean_share * sound[i] +
                                  (1.0 - drive.clean_share) * peak * driven[i]);
  }
}

}  // namespace divisi::synth

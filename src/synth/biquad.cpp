#include "synth/biquad.h"

#include <cmath>
#include <numbers>

namespace divisi::synth {
namespace {

struct Angle {
  double cosine;
  double sine;
  explicit Angle(double frequency_hz)
      : cosine(std::cos(2.0 * std::numbers::pi * frequency_hz / kRateHz)),
        sine(std::sin(2.0 * std::numbers::pi * frequency_hz / kRateHz)) {}
};

}  // namespace

Biquad Biquad::peaking(double centre_hz, double q, double gain_db) {
  const Angle w(centre_hz);
  const double amplitude = std::pow(10.0, gain_db / 40.0);
  const double alpha = w.sine / (2.0 * q);
  return {1 + alpha * amplitude, -2 * w.cosine, 1 - alpha * amplitude,
          1 + alpha / amplitude, -2 * w.cosine, 1 - alpha / amplitude};
}

Biquad Biquad::low_shelf(double corner_hz, double gain_db) {
  const Angle w(corner_hz);
  const double a = std::pow(10.0, gain_db / 40.0);
  const double beta = std::sqrt(a) * w.sine * std::numbers::sqrt2;
  return {a * ((a + 1) - (a - 1) * w.cosine + beta), 2 * a * ((a - 1) - (a + 1) * w.cosine),
          a * ((a + 1) - (a - 1) * w.cosine - beta), (a + 1) + (a - 1) * w.cosine + beta,
          -2 * ((a - 1) + (a + 1) * w.cosine),       (a + 1) + (a - 1) * w.cosine - beta};
}

Biquad Biquad::high_shelf(double corner_hz, double gain_db) {
  const Angle w(corner_hz);
  const double a = std::pow(10.0, gain_db / 40.0);
  const double beta = std::sqrt(a) * w.sine * std::numbers::sqrt2;
  return {a * ((a + 1) + (a - 1) * w.cosine + beta), -2 * a * ((a - 1) + (a + 1) * w.cosine),
          a * ((a + 1) + (a - 1) * w.cosine - beta), (a + 1) - (a - 1) * w.cosine + beta,
          2 * ((a - 1) - (a + 1) * w.cosine),        (a + 1) - (a - 1) * w.cosine - beta};
}

Biquad Biquad::low_pass(double corner_hz, double q) {
  const Angle w(corner_hz);
  const double alpha = w.sine / (2.0 * q);
  return {(1 - w.cosine) / 2, 1 - w.cosine,  (1 - w.cosine) / 2,
          1 + alpha,          -2 * w.cosine, 1 - alpha};
}

Biquad Biquad::high_pass(double corner_hz, double q) {
  const Angle w(corner_hz);
  const double alpha = w.sine / (2.0 * q);
  return {(1 + w.cosine) / 2, -(1 + w.cosine), (1 + w.cosine) / 2,
          1 + alpha,          -2 * w.cosine,   1 - alpha};
}

Biquad Biquad::band_pass(double centre_hz, double q) {
  const Angle w(centre_hz);
  const double alpha = w.sine / (2.0 * q);
  return {alpha, 0.0, -alpha, 1 + alpha, -2 * w.cosine, 1 - alpha};
}

}  // namespace divisi::synth

#include "synth/halve_rate.h"

#include <cmath>
#include <numbers>

namespace divisi::synth {
namespace {

constexpr int kHalfLength = 47;  // taps on either side; odd, so that the outermost is not zero
constexpr double kKaiserBeta = 8.0;

/// Modified Bessel function of the first kind, order zero, by its power series.
double bessel_i0(double x) {
  double term = 1.0;
  double sum = 1.0;
  for (int k = 1; k < 40; ++k) {
    term *= (x / (2.0 * k)) * (x / (2.0 * k));
    sum += term;
  }
  return sum;
}

}  // namespace

HalveRate::HalveRate() : input_(kHalfLength, 0.0F) {
  // A half-band filter: every second tap but the middle one is zero, so only the odd ones are kept.
  for (int n = 1; n <= kHalfLength; n += 2) {
    const double ratio = static_cast<double>(n) / (kHalfLength + 1);
    const double window =
        bessel_i0(kKaiserBeta * std::sqrt(1.0 - ratio * ratio)) / bessel_i0(kKaiserBeta);
    const double sinc = std::sin(std::numbers::pi * n / 2.0) / (std::numbers::pi * n);
    taps_.push_back(static_cast<float>(sinc * window));
  }
}

void HalveRate::push(const float* samples, std::size_t count) {
  input_.insert(input_.end(), samples, samples + count);
}

std::vector<float> HalveRate::finish() {
  const std::size_t count = (input_.size() - kHalfLength + 1) / 2;
  input_.insert(input_.end(), kHalfLength + 1, 0.0F);
  std::vector<float> output(count);
  for (std::size_t i = 0; i < count; ++i) {
    const float* centre = input_.data() + 2 * i + kHalfLength;
    float sum = 0.5F * centre[0];
    for (std::size_t j = 0; j < taps_.size(); ++j) {
      const auto n = static_cast<std::ptrdiff_t>(2 * j + 1);
      sum += taps_[j] * (centre[n] + centre[-n]);
    }
    output[i] = sum;
  }
  input_.assign(kHalfLength, 0.0F);
  return output;
}

}  // namespace divisi::synth

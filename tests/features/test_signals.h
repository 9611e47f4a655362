// Signals for the tests of this folder.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "core/rng.h"

namespace divisi::features {

inline std::vector<float> white_noise(std::size_t count, std::uint64_t seed) {
  core::Rng rng(seed);
  std::vector<float> samples(count);
  for (float& sample : samples) sample = float(rng.uniform(-0.5, 0.5));
  return samples;
}

inline std::vector<float> sine_wave(std::size_t count, double frequency_hz, double rate_hz,
                                    double amplitude = 1.0) {
  std::vector<float> samples(count);
  for (std::size_t n = 0; n < count; ++n) {
    samples[n] =
        float(amplitude * std::sin(2.0 * std::numbers::pi * frequency_hz * double(n) / rate_hz));
  }
  return samples;
}

/// Calls push(samples, count) with blocks of random sizes, from 0 to `largest`.
template <class Push>
void push_in_random_blocks(const std::vector<float>& samples, int largest, std::uint64_t seed,
                           const Push& push) {
  core::Rng rng(seed);
  std::size_t at = 0;
  while (at < samples.size()) {
    const std::size_t count = std::min(samples.size() - at, std::size_t(rng.integer(0, largest)));
    push(samples.data() + at, count);
    at += count;
  }
}

}  // namespace divisi::features

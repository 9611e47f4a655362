/// How the tests listen: where a sound begins, and how high it is.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "synth/clip.h"

namespace divisi::synth {

/// Seconds at which |x| first reaches `fraction` of the largest in [from_s, to_s].
inline double rise_s(const Signal& signal, double from_s, double to_s, double fraction) {
  const std::size_t from = to_sample(from_s);
  const std::size_t to = std::min(signal.size(), to_sample(to_s));
  float peak = 0.0F;
  for (std::size_t i = from; i < to; ++i) peak = std::max(peak, std::abs(signal[i]));
  for (std::size_t i = from; i < to; ++i) {
    if (peak > 0.0F && std::abs(signal[i]) >= fraction * peak) {
      return static_cast<double>(i) / kRateHz;
    }
  }
  return to_s;
}

/// Fundamental by normalised autocorrelation, the shortest lag that comes within 7 % of the best,
/// as a fractional MIDI pitch.
inline double pitch_of(const Signal& signal, double from_s, double to_s) {
  const std::size_t from = to_sample(from_s);
  const std::size_t count = std::min(signal.size(), to_sample(to_s)) - from;
  const std::size_t longest = std::min(count / 2, to_sample(1.0 / 30.0));
  std::vector<double> score(longest + 1, 0.0);
  for (std::size_t lag = 8; lag <= longest; ++lag) {
    double product = 0.0;
    double first = 1e-12;
    double second = 1e-12;
    for (std::size_t i = from; i + lag < from + count; ++i) {
      product += static_cast<double>(signal[i]) * signal[i + lag];
      first += static_cast<double>(signal[i]) * signal[i];
      second += static_cast<double>(signal[i + lag]) * signal[i + lag];
    }
    score[lag] = product / std::sqrt(first * second);
  }
  const double best = *std::max_element(score.begin(), score.end());
  for (std::size_t lag = 9; lag < longest; ++lag) {
    const bool top = score[lag] >= score[lag - 1] && score[lag] >= score[lag + 1];
    if (!top || score[lag] < 0.93 * best) continue;
    const double a = score[lag - 1];
    const double b = score[lag];
    const double c = score[lag + 1];
    const double bend = a - 2.0 * b + c;
    const double exact = static_cast<double>(lag) + (bend < 0.0 ? 0.5 * (a - c) / bend : 0.0);
    return 69.0 + 12.0 * std::log2(kRateHz / exact / 440.0);
  }
  return 0.0;
}

}  // namespace divisi::synth

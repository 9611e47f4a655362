/// Samples of 24 bits, and how several of them add up to exactly one.
///
/// The stems are rounded first; the residual is what is missing to the recording, so that in whole
/// numbers the files add up to it. Where the residual alone would leave the range of 24 bits,
/// the stems take over what is too much: P stems and a residual hold recordings up to P + 1 times
/// full scale (decoded MP3 often exceeds it) without losing a bit.
///
/// Units     1 is 2^-23 of full scale.
/// Errors    none.
/// Thread    safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace divisi::separate {

constexpr std::int32_t kHighest24 = (1 << 23) - 1;
constexpr std::int32_t kLowest24 = -(1 << 23);

/// To the nearest whole sample within [low, high]; ties to even.
inline std::int32_t whole_sample(float sample, std::int32_t low = kLowest24,
                                 std::int32_t high = kHighest24) {
  // What is added leaves no room for a fraction: rounding that compilers can vectorise.
  constexpr double kNoFraction = 6755399441055744.0;  // 1.5 * 2^52
  const double scaled = std::clamp(double(sample) * 8388608.0, double(low), double(high));
  return std::int32_t((scaled + kNoFraction) - kNoFraction);
}

/// What is missing from the `count` stems to `total`, after moving into them what 24 bits of
/// residual cannot hold.
/// Requires: stems within 24 bits; total within count + 1 times their range.
std::int32_t settle_residual(std::int32_t total, std::int32_t* stems, std::size_t count);

/// Whether 24 bits hold it.
inline bool is_whole_sample(std::int64_t sample) {
  return sample >= kLowest24 && sample <= kHighest24;
}

}  // namespace divisi::separate

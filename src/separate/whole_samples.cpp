#include "separate/whole_samples.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace divisi::separate {

std::int32_t whole_sample(float sample, std::int32_t low, std::int32_t high) {
  const double scaled = std::clamp(double(sample) * 8388608.0, double(low), double(high));
  return std::int32_t(std::lrint(scaled));
}

std::int32_t settle_residual(std::int32_t total, std::int32_t* stems, std::size_t count) {
  std::int64_t rest = total;
  for (std::size_t i = 0; i < count; ++i) rest -= stems[i];
  for (std::size_t i = 0; i < count; ++i) {
    if (rest >= kLowest24 && rest <= kHighest24) break;
    const std::int64_t excess = rest - std::clamp<std::int64_t>(rest, kLowest24, kHighest24);
    const std::int64_t before = stems[i];
    stems[i] = std::int32_t(std::clamp<std::int64_t>(before + excess, kLowest24, kHighest24));
    rest -= stems[i] - before;
  }
  DIVISI_CHECK(rest >= kLowest24 && rest <= kHighest24, "more than the stems can hold");
  return std::int32_t(rest);
}

}  // namespace divisi::separate

#include "separate/whole_samples.h"

#include <algorithm>

#include "core/check.h"

namespace divisi::separate {

std::int32_t settle_residual(std::int32_t total, std::int32_t* stems, std::size_t count) {
  std::int64_t rest = total;
  for (std::size_t i = 0; i < count; ++i) rest -= stems[i];
  for (std::size_t i = 0; i < count; ++i) {
    if (is_whole_sample(rest)) break;
    const std::int64_t excess = rest - std::clamp<std::int64_t>(rest, kLowest24, kHighest24);
    const std::int64_t before = stems[i];
    stems[i] = std::int32_t(std::clamp<std::int64_t>(before + excess, kLowest24, kHighest24));
    rest -= stems[i] - before;
  }
  DIVISI_CHECK(is_whole_sample(rest), "more than the stems can hold");
  return std::int32_t(rest);
}

}  // namespace divisi::separate

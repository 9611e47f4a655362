/// Who is most alike in a row of similarities: what the vector kernels are asked to do, in plain
/// types (why: nn/kernels/kernel_table.h).
#pragma once

#include <cstddef>

namespace divisi::parts {

/// A row of numbers, none of them not a number, with what is added to each.
struct NearestJob {
  const float *values, *absent;  ///< [count]
  std::size_t count;             ///< > 0
};

struct Nearest {
  float similarity;   ///< the greatest of values[i] + absent[i]
  std::size_t place;  ///< the first i that has it
};

Nearest nearest_baseline(const NearestJob& job);
Nearest nearest_avx2(const NearestJob& job);
Nearest nearest_avx512(const NearestJob& job);

}  // namespace divisi::parts

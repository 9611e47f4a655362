/// What lies between numbers that are evenly spaced: straight lines.
///
/// Thread    safe.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace divisi::core {

/// At `place`, from 0 (the first) to size - 1 (the last); beyond as at the ends. Requires: numbers.
template <class Number>
double between(const std::vector<Number>& numbers, double place) {
  const double within = std::clamp(place, 0.0, static_cast<double>(numbers.size() - 1));
  const auto left = static_cast<std::size_t>(std::floor(within));
  const std::size_t right = std::min(left + 1, numbers.size() - 1);
  const double part = within - static_cast<double>(left);
  return numbers[left] + part * (numbers[right] - numbers[left]);
}

}  // namespace divisi::core

/// Random numbers that are the same on every machine and with every standard library.
///
/// Source    PCG-XSH-RR 64/32, O'Neill 2014, section 6.3.1. The distributions of <random> are not
///           portable, so the few that are needed are written here.
/// Thread    one generator per thread; split() gives independent ones.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace divisi::core {

class Rng {
 public:
  explicit Rng(std::uint64_t seed, std::uint64_t stream = 0)
      : state_(0), increment_((stream << 1U) | 1U) {
    next();
    state_ += seed;
    next();
  }

  /// Uniform over all 32-bit values.
  std::uint32_t next() {
    const std::uint64_t old = state_;
    state_ = old * 6364136223846793005ULL + increment_;
    const auto shifted = static_cast<std::uint32_t>(((old >> 18U) ^ old) >> 27U);
    const auto rotation = static_cast<std::uint32_t>(old >> 59U);
    return (shifted >> rotation) | (shifted << ((32U - rotation) & 31U));
  }

  /// Uniform in [0, 1), 32 bits of resolution.
  double uniform() { return next() * (1.0 / 4294967296.0); }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Every octave between them as likely as every other. Requires: both are positive.
  double log_uniform(double low, double high) {
    return std::exp(uniform(std::log(low), std::log(high)));
  }

  /// Uniform integer in [low, high], both included.
  int integer(int low, int high) {
    const auto span = static_cast<std::uint64_t>(static_cast<std::int64_t>(high) - low + 1);
    return low + static_cast<int>((static_cast<std::uint64_t>(next()) * span) >> 32U);
  }

  bool chance(double probability) { return uniform() < probability; }

  /// Standard normal (Box and Muller 1958), one of the pair.
  double normal() {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(6.283185307179586 * uniform());
  }
  double normal(double mean, double deviation) { return mean + deviation * normal(); }

  template <class T>
  const T& pick(const std::vector<T>& choices) {
    return choices[static_cast<std::size_t>(integer(0, static_cast<int>(choices.size()) - 1))];
  }

  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[static_cast<std::size_t>(integer(0, static_cast<int>(i) - 1))]);
    }
  }

  /// A generator independent of this one, and of those split off under other numbers.
  Rng split(std::uint64_t number) {
    return Rng(state_ ^ (number * 0x9E3779B97F4A7C15ULL), number + (increment_ >> 1U) + 1);
  }

 private:
  std::uint64_t state_;
  std::uint64_t increment_;
};

}  // namespace divisi::core

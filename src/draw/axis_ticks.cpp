#include "draw/axis_ticks.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace divisi::draw {
namespace {

std::string printed(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof(text), format, value);
  return text;
}

/// The step's own decimals, so that 0.1 + 0.2 reads 0.3.
std::string number_label(double value, double step) {
  const double size = std::max(std::fabs(value), step);
  if (size >= 1e6 || size < 1e-4) return printed("%.3g", value);
  const int decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
  char text[64];
  std::snprintf(text, sizeof(text), "%.*f", std::min(decimals, 6), value);
  return text;
}

/// Multiples of `step` in [low, high], found by their number: adding steps up would drift.
std::vector<double> multiples(double low, double high, double step) {
  std::vector<double> values;
  const double first = std::ceil(low / step - 1e-9);
  for (int i = 0; i < 1000; ++i) {
    const double value = (first + i) * step;
    if (value > high + 1e-9 * step) break;
    values.push_back(std::fabs(value) < 1e-12 * step ? 0.0 : value);
  }
  return values;
}

bool usable(double low, double high) {
  return std::isfinite(low) && std::isfinite(high) && low < high;
}

double round_step(double rough) {
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * (1.0 - 1e-9)) return factor * power;
  }
  return 10.0 * power;
}

}  // namespace

std::vector<Tick> linear_ticks(double low, double high, int most) {
  std::vector<Tick> ticks;
  if (!usable(low, high) || !std::isfinite(high - low)) return ticks;
  const double step = round_step((high - low) / std::max(2, most));
  if (!(step > 0.0)) return ticks;
  for (const double value : multiples(low, high, step)) {
    ticks.push_back({value, number_label(value, step)});
  }
  return ticks;
}

std::vector<Tick> log_ticks(double low, double high, int most) {
  std::vector<Tick> ticks;
  if (!usable(low, high) || low <= 0.0) return ticks;
  const int first = static_cast<int>(std::floor(std::log10(low)));
  const int last = static_cast<int>(std::ceil(std::log10(high)));
  const int stride = std::max(1, (last - first) / std::max(2, most) + 1);
  const bool dense = last - first <= 2;
  for (int power = first; power <= last; power += stride) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double value = factor * std::pow(10.0, power);
      if (value >= low * (1.0 - 1e-9) && value <= high * (1.0 + 1e-9)) {
        ticks.push_back({value, printed("%.3g", value)});
      }
      if (!dense) break;
    }
  }
  return ticks;
}

std::string time_label(double time_s, bool in_minutes, bool in_hours) {
  const double whole = std::round(time_s * 10.0) / 10.0;
  const bool split = std::fabs(whole - std::round(whole)) > 0.01;
  const auto minutes = static_cast<long long>(std::floor(whole / 60.0));
  const double seconds = whole - 60.0 * static_cast<double>(minutes);
  char text[64];
  if (in_hours) {
    std::snprintf(text, sizeof(text), "%lld:%02lld:%0*.*f", minutes / 60, minutes % 60,
                  split ? 4 : 2, split ? 1 : 0, seconds);
  } else if (in_minutes) {
    std::snprintf(text, sizeof(text), "%lld:%0*.*f", minutes, split ? 4 : 2, split ? 1 : 0,
                  seconds);
  } else {
    std::snprintf(text, sizeof(text), "%.*f s", split ? 1 : 0, whole);
  }
  return text;
}

std::vector<Tick> time_ticks(double low_s, double high_s, int most, double latest_s) {
  std::vector<Tick> ticks;
  if (!usable(low_s, high_s) || high_s > 1e9 || low_s < -1e9) return ticks;
  const double rough = (high_s - low_s) / std::max(2, most);
  constexpr double kSteps_s[] = {0.1, 0.2, 0.5, 1,   2,   5,    10,   15,   30,
                                 60,  120, 300, 600, 900, 1800, 3600, 7200, 14400};
  double step_s = 86400.0 * std::ceil(rough / 86400.0);
  for (const double candidate : kSteps_s) {
    if (candidate >= rough) {
      step_s = candidate;
      break;
    }
  }
  for (const double time_s : multiples(low_s, high_s, step_s)) {
    ticks.push_back({time_s, time_label(time_s, latest_s > 60.0, latest_s >= 3600.0)});
  }
  return ticks;
}

}  // namespace divisi::draw

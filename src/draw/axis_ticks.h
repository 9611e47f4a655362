/// Round numbers along an axis.
#pragma once

#include <string>
#include <vector>

namespace divisi::draw {

struct Tick {
  double value = 0.0;
  std::string label;
};

/// At most `most` ticks at multiples of 1, 2 or 5 times a power of ten within [low, high].
/// Nothing where low < high does not hold. Requires: most >= 2.
std::vector<Tick> linear_ticks(double low, double high, int most);

/// Powers of ten within [low, high]; where fewer than two fit, 1-2-5 steps between them.
/// Requires: 0 < low for any result.
std::vector<Tick> log_ticks(double low, double high, int most);

/// Multiples of 0.1 s to days that people count in: 1, 2, 5, 10, 15, 30 s, 1, 2, 5 min...
/// Labels "12 s", or "1:05" and "1:02:05" where `latest_s`, the end of all axes of the page, is
/// beyond a minute or an hour.
std::vector<Tick> time_ticks(double low_s, double high_s, int most, double latest_s);

/// "1:05" or "1:02:05"; below a minute "12 s", with one decimal where it is not whole.
std::string time_label(double time_s, bool in_minutes, bool in_hours);

}  // namespace divisi::draw

#include "features/window.h"

#include <cmath>
#include <numbers>
#include <numeric>

#include "core/check.h"

namespace divisi::features {
namespace {

double taper(Window window, double phase) {
  if (window == Window::hann) return 0.5 - 0.5 * std::cos(phase);
  return 0.35875 - 0.48829 * std::cos(phase) + 0.14128 * std::cos(2.0 * phase) -
         0.01168 * std::cos(3.0 * phase);
}

}  // namespace

std::vector<double> unit_sum_window(Window window, int length_samples) {
  DIVISI_CHECK(length_samples >= 3, "a window needs three samples");
  std::vector<double> values(static_cast<std::size_t>(length_samples));
  for (int n = 0; n < length_samples; ++n) {
    values[std::size_t(n)] = taper(window, 2.0 * std::numbers::pi * n / (length_samples - 1));
  }
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  for (double& value : values) value /= sum;
  return values;
}

double noise_bandwidth_bins(Window window) { return window == Window::hann ? 1.5 : 2.0; }

}  // namespace divisi::features

#include "features/cqt_kernel.h"

#include <numbers>

namespace divisi::features {

CqtKernel make_cqt_kernel(const CqtRow& row, double sample_rate_hz, Window window) {
  const int length = row.length_samples;
  const int phase_zero = (length - 1) / 2;
  const double step = 2.0 * std::numbers::pi * row.frequency_hz / sample_rate_hz;
  const std::vector<double> taper = unit_sum_window(window, length);
  CqtKernel kernel;
  kernel.first_offset = -(length / 2);
  kernel.taps.reserve(taper.size());
  for (int n = 0; n < length; ++n) {
    kernel.taps.push_back(taper[std::size_t(n)] * std::polar(1.0, step * (n - phase_zero)));
  }
  return kernel;
}

}  // namespace divisi::features

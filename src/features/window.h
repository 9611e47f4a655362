/// Tapers for analysis windows.
///
/// Source    Harris 1978, equations 27 (Hann) and 33 (minimum 4-term Blackman-Harris, -92 dB).
#pragma once

#include <vector>

namespace divisi::features {

enum class Window { blackman_harris, hann };

/// The symmetric window of `length_samples` (both ends alike, not periodic), divided by its sum.
/// Requires: length_samples >= 3, for a shorter Hann window is all zeros.
std::vector<double> unit_sum_window(Window window, int length_samples);

/// Width in DFT bins of the window that passes as much noise: 2.00 and 1.50.
double noise_bandwidth_bins(Window window);

}  // namespace divisi::features

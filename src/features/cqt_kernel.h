/// The complex kernel of one bin: a window times a sinusoid.
///
/// Source    Li & Zhu 2026 as released (timbreAMT): window of sum 1, so that a sinusoid of
/// amplitude
///           A gives |C| = A/2 at its bin in every octave.
/// Deviates  none. Even lengths keep the published placement: taps at offsets -L/2 .. L/2-1 from
/// the
///           frame's centre with phase zero at offset -1; magnitudes hardly notice.
#pragma once

#include <complex>
#include <vector>

#include "features/cqt_spec.h"

namespace divisi::features {

/// C = sum over n of x[centre + first_offset + n] · taps[n]; a correlation, nothing is conjugated.
struct CqtKernel {
  int first_offset = 0;
  std::vector<std::complex<double>> taps;
};

CqtKernel make_cqt_kernel(const CqtRow& row, double sample_rate_hz, Window window);

}  // namespace divisi::features

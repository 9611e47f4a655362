/// The published normalisation of a whole clip; the variant that streams is features/log_energy.h.
///
/// E = ln(e + eps) - ln σ, e = re² + im², σ the sample standard deviation (n - 1) over the clip of
/// the energy summed over all bins of a frame.
///
/// Source    Li & Zhu 2026 as released (timbreAMT, EnergyNorm), with its eps of 1.01e-8.
/// Shapes    [T, F] -> [T, F].
/// Thread    safe.
/// Deviates  σ is at least eps, so that silence and single frames give numbers; the original gives
///           infinities there. Sums are in double.
#pragma once

#include <complex>
#include <vector>

#include "divisi/grid.h"

namespace divisi::features {

inline constexpr double kEnergyNormEps = 1.01e-8;

/// Standard deviation of the frames' energies, not less than `eps`.
double frame_energy_deviation(const std::vector<std::complex<float>>& cells, std::size_t bin_count,
                              double eps = kEnergyNormEps);

/// Requires: cells.size() is a multiple of bin_count.
Map2d energy_norm(const std::vector<std::complex<float>>& cells, std::size_t bin_count,
                  double eps = kEnergyNormEps);

}  // namespace divisi::features

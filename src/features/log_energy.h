/// The scale on which the networks see a spectrum: loudness in nepers above a floor.
///
/// x = (ln(e + eps) - ln(eps)) / scale with e = re² + im². It needs no statistics of the clip, so
/// it streams, silence is exactly 0 and nothing is ever undefined.
///
/// Source    ours. Li & Zhu 2026 divide by a standard deviation over the whole clip instead
///           (features/energy_norm.h).
/// Units     with the defaults a sinusoid of amplitude 1 (|C| = 1/2) maps to 1, one of
///           -84 dB to 0.036.
/// Thread    safe.   Realtime: yes.
#pragma once

#include <cmath>
#include <complex>
#include <cstddef>

#include "features/kernels/front_end_table.h"

namespace divisi::features {

struct LogEnergySpec {
  double eps = 1e-9;
  double scale = 19.336971;  ///< ln(0.25 / eps) for the default eps

  /// The definition, and its inverse.
  double feature_of(double energy) const { return std::log1p(energy / eps) / scale; }
  double energy_of(double feature) const { return eps * std::expm1(feature * scale); }
};

class LogEnergy {
 public:
  explicit LogEnergy(const LogEnergySpec& spec = {},
                     const FrontEndTable& kernels = active_front_end());

  /// out[stride·i] = x of cells[i].
  void apply(const std::complex<float>* cells, std::size_t count, float* out,
             std::size_t stride = 1) const;

 private:
  const FrontEndTable* kernels_;
  float gain_;
  float factor_;
};

}  // namespace divisi::features

/// The recursive constant-Q transform written as it is defined, in double precision; slow.
///
/// x_0 is the signal and x_l+1 the decimation of x_l; C[t, k] = Σ_n x_l[t·h_l + n]·K_k[n] with the
/// kernel, level l and hop h_l of the octave that k lies in. Kept for ever beside the fast one.
///
/// Source    as features/cqt.h.
/// Shapes    [N] -> [T, F] as features/cqt.h.
/// Errors    none; Requires a plan of plan_cqt().
/// Thread    safe.   Cost: O(N) memory, 4·F·(mean length) double operations for a frame.
#pragma once

#include <complex>
#include <vector>

#include "features/cqt_spec.h"

namespace divisi::features {

/// Forward, then backward, each over the clip with zeros outside; then every second sample.
std::vector<double> decimate_reference(const std::vector<double>& samples);

std::vector<std::complex<double>> transform_reference(const CqtPlan& plan,
                                                      const std::vector<float>& samples);

/// The same bins without any decimation: what the recursion stands in for. The windows begin and
/// end where the recursion's do; phases differ by up to half a sample of the decimated rate.
std::vector<std::complex<double>> transform_full_rate(const CqtPlan& plan,
                                                      const std::vector<float>& samples);

}  // namespace divisi::features

/// How loud each component is in a frame: a nonnegative fit of known spectra to its levels.
///
/// Source    Lee & Seung, "Algorithms for non-negative matrix factorization" (NIPS 2000), eq. 5,
///           the multiplicative rule for the Kullback-Leibler divergence, on amplitudes.
/// Shapes    level, ratio [kBands]; spectra add up to 1.
/// Units     amplitudes.
/// Errors    none; of a silent frame all gains are 0.
/// Thread    safe.
#pragma once

#include <vector>

#include "separate/components.h"

namespace divisi::separate {

/// Gains to begin with: their proportions are kept, all together are as loud as the frame, and the
/// residual (the last) is a small part of it.
void start_gains(const float* level, std::vector<Sounding>& sounding);

/// How many times louder each band is than what the components make of it.
void compare(const float* level, const std::vector<Sounding>& sounding,
             const std::vector<BandProfile>& spectra, BandProfile& ratio);

/// One step: gain *= sum over bands of spectrum * ratio. `ratio` is overwritten.
void improve_gains(const float* level, std::vector<Sounding>& sounding,
                   const std::vector<BandProfile>& spectra, BandProfile& ratio);

}  // namespace divisi::separate

/// Copies of a log-frequency map, each moved by one harmonic, so that a tone's partials lie above
/// each other and a small convolution sees them all.
///
/// Source    Bittner et al. 2017, section 3.1; shifts and quirk of Li & Zhu 2026 as released.
/// Shapes    map [T, F] -> [H, T, F_out]; out[h, t, f] = map[t, f + shift h], 0 where there is
///           none.
/// Errors    none.
/// Thread    safe.
/// Deviates  `published_slice` reproduces the released code, which cuts the source to
///           map[.., :F_out] before shifting up, so that bins F_out and above are never seen. Off
///           by default.
#pragma once

#include <cstdint>
#include <vector>

#include "divisi/grid.h"

namespace divisi::features {

/// round(bins_per_octave · log2 h) of each harmonic, ascending. Requires: harmonics > 0.
std::vector<int> harmonic_shifts(const std::vector<double>& harmonics, int bins_per_octave);

struct HarmonicStackSpec {
  std::vector<int> shifts_bins = {-36, 0, 36, 57, 72, 84, 93, 101};  ///< of 1/2, 1 .. 7 at 36
  int output_bins = 252;
  bool published_slice = false;
};

struct HarmonicStack {
  std::size_t harmonics = 0, frames = 0, bins = 0;
  std::vector<float> cells;         ///< [H, T, F]
  std::vector<std::uint8_t> valid;  ///< [H, F]: 1 where the harmonic lies inside the source

  float at(std::size_t harmonic, std::size_t frame, std::size_t bin) const {
    return cells[(harmonic * frames + frame) * bins + bin];
  }
  bool is_valid(std::size_t harmonic, std::size_t bin) const {
    return valid[harmonic * bins + bin] != 0;
  }
};

HarmonicStack stack_harmonics(const Map2d& map, const HarmonicStackSpec& spec);

}  // namespace divisi::features

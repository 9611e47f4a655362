/// What the share network is told of each cell of one part (models/share_net.h).
///
/// Shapes    levels [T, kBands], shares [T, S, kBands] -> cells [T, kBands / n, n kCellNumbers +
/// sounds]:
///           of n neighbouring bands their numbers, then a 1 for the kind of sound it is.
/// Errors    none.   Thread    safe.
#pragma once

#include "separate/share_grid.h"

namespace divisi::separate {

inline constexpr int kCellNumbers = 4;

/// Of `frames` frames, which lie a half window apart.
struct FittedFrames {
  int frames = 0;
  int sources = 0;
  const float* levels = nullptr;
  const float* shares = nullptr;
  float reference = 1.0F;  ///< root mean square of the recording's levels
};

/// How they are laid out, and what kind of sound the part is.
struct CellLayout {
  int bands_per_position = 1;
  int sounds = 1;  ///< kinds there are
};

/// Of the part `source`, a sound of the kind `sound`. Fills `cells`.
void share_cells(const FittedFrames& fitted, const CellLayout& layout, int source, int sound,
                 float* cells);

}  // namespace divisi::separate

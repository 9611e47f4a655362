/// What Li and Zhu's published networks hear of a clip.
///
/// Source    timbreAMT as released: constant-Q transform at 22050 Hz, hop 256, 8 x 36 bins from one
///           bin below C1, then EnergyNorm over the whole clip (features/energy_norm.h).
/// Shapes    mono [N] at 22050 Hz -> [T, 288], frame t centred at sample t 256.
/// Errors    those of features/cqt.h.
/// Thread    safe.
#pragma once

#include <vector>

#include "divisi/error.h"
#include "divisi/grid.h"
#include "features/cqt_spec.h"

namespace divisi::features {

CqtSpec published_cqt();

Expected<Map2d> published_energy(const std::vector<float>& samples);

}  // namespace divisi::features

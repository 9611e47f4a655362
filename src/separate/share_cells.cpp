#include "separate/share_cells.h"

#include <algorithm>
#include <cmath>

namespace divisi::separate {
namespace {

constexpr float kLeastShare = 1e-3F;
constexpr float kLeastLevel = 1e-4F;  ///< of the reference

/// From -1 to 1.
float logit(float share) {
  const float kept = std::clamp(share, kLeastShare, 1.0F - kLeastShare);
  return std::log(kept / (1.0F - kept)) / 6.907F;
}

}  // namespace

void share_cells(const FittedFrames& fitted, const CellLayout& layout, int source, int sound,
                 float* cells) {
  const int residual = fitted.sources - 1;
  const int together = layout.bands_per_position;
  for (int t = 0; t < fitted.frames; ++t) {
    const float* levels = fitted.levels + std::ptrdiff_t(t) * kBands;
    const float* shares = fitted.shares + std::ptrdiff_t(t) * fitted.sources * kBands;
    for (int band = 0; band < kBands; ++band) {
      float most = 0.0F;
      for (int s = 0; s < residual; ++s) {
        if (s != source) most = std::max(most, shares[s * kBands + band]);
      }
      cells[0] = std::log(levels[band] / fitted.reference + kLeastLevel) / 4.0F;
      cells[1] = logit(shares[source * kBands + band]);
      cells[2] = logit(shares[residual * kBands + band]);
      cells[3] = logit(most);
      cells += kCellNumbers;
      if ((band + 1) % together != 0) continue;
      std::fill_n(cells, layout.sounds, 0.0F);
      cells[sound] = 1.0F;
      cells += layout.sounds;
    }
  }
}

}  // namespace divisi::separate

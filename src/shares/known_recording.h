/// A recording whose stems are known, seen as separation sees it.
///
/// Shapes    T frames a half window apart, B = separate::kBands.
/// Units     levels as separate/share_grid.h; sums over a band's bins in the transform's own unit.
/// Errors    none.   Thread    one user.
#pragma once

#include <cstdint>
#include <vector>

#include "divisi/grid.h"
#include "eval/stem_files.h"
#include "features/stft.h"
#include "separate/fitted_shares.h"

namespace divisi::shares {

/// Sums over the bins of each band, in a stretch.
struct StretchTruth {
  std::vector<float> power;                ///< [T, B] <X, X> of the mixture
  std::vector<std::vector<float>> common;  ///< [source][T, B] Re<X, S>
  std::vector<std::vector<float>> own;     ///< [source][T, B] <S, S>
};

class KnownRecording {
 public:
  /// Requires: stems as long as the mixture.
  KnownRecording(const eval::MonoSound& mixture, const std::vector<eval::NamedSound>& stems);

  std::int64_t frame_count() const;
  float reference_level() const { return reference_level_; }
  /// [B] of a frame, and those of the frames after it.
  const float* level(std::int64_t frame) const;

  /// [T, S, B] as `estimator` has them.
  std::vector<float> shares(separate::ShareEstimator& estimator, std::int64_t begin,
                            int frames) const;
  StretchTruth truth(std::int64_t begin, int frames) const;

 private:
  using Bins = std::vector<features::Bin>;  // [T, F]

  /// Re<a, b> of a stretch, [T, B].
  std::vector<float> summed(const Bins& a, const Bins& b, std::int64_t begin, int frames) const;

  features::StftSpec spec_;
  FrameGrid frames_;
  std::vector<int> band_of_bin_;
  Bins mixture_;
  std::vector<Bins> stems_;
  std::vector<float> levels_;
  float reference_level_ = 1.0F;
};

}  // namespace divisi::shares

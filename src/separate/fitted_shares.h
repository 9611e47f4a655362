/// Shares from how loud each component is: those of a part together, against all others.
///
/// share = m^2 / sum over sources of m^2, m being what the components of a source make of the band:
/// the Wiener filter with powers taken from amplitudes. The residual is a source like the others.
/// Spectra are given (spectra_learner.h); gains are fitted to each frame by itself, beginning with
/// what the notes lead one to expect.
///
/// Shapes, Units, Thread    share_estimator.h.   Errors    none.
#pragma once

#include "separate/components.h"
#include "separate/share_estimator.h"

namespace divisi::separate {

class FittedShares final : public ShareEstimator {
 public:
  /// `spectra` of all `components`.
  FittedShares(Components components, std::vector<BandProfile> spectra);

  int source_count() const override { return components_.part_count() + 1; }
  int context_frames() const override { return 0; }
  void estimate(const Stretch& stretch, std::vector<float>& shares) override;

 private:
  /// Amplitudes of the sources in one frame, into [S, kBands].
  void explain(const float* level, float* amplitudes);

  Components components_;
  std::vector<BandProfile> spectra_;
  std::vector<Sounding> sounding_;
  BandProfile ratio_{};
};

}  // namespace divisi::separate

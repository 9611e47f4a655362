/// Shares from the notes alone: each part gets as much as its notes lead one to expect.
///
/// share = expectation^a / sum over sources of expectation^a; the residual expects a small floor,
/// so that it gets what no note explains. Looks at the notes, not at the mixture.
///
/// Source    the Wiener filter with spectra that are assumed rather than measured; a = 1 on powers.
/// Shapes, Units, Thread    share_estimator.h.   Errors    none.
#pragma once

#include "separate/expectation.h"
#include "separate/share_estimator.h"

namespace divisi::separate {

class HarmonicShares final : public ShareEstimator {
 public:
  /// `parts`, in the recording's time, must outlive this.
  HarmonicShares(const std::vector<Part>& parts, const features::StftSpec& spec,
                 int sample_rate_hz);

  int source_count() const override { return int(part_count_) + 1; }
  int context_frames() const override { return 0; }
  void estimate(const Stretch& stretch, std::vector<float>& shares) override;

 private:
  std::size_t part_count_;
  Expectation expectation_;
};

}  // namespace divisi::separate

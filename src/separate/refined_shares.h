/// Fitted shares, corrected by a network that sees what lies around each cell.
///
/// Every second frame is looked at, as in training; between two of them corrections go
/// in a straight line. A part that has nothing of a cell keeps nothing.
///
/// Source    models/share_net.h.
/// Shapes, Units    share_estimator.h.   Errors    none.
/// Thread    one user; works on as many threads as it is told. Neither stretches nor threads change
///           a bit.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "models/share_model.h"
#include "separate/fitted_shares.h"

namespace divisi::separate {

/// No logarithm of a share is changed by more.
inline constexpr float kMostCorrection = 12.0F;

struct Refinement {
  std::vector<int> sounds;       ///< of the parts, of models::kSoundCount
  float reference_level = 1.0F;  ///< root mean square of the recording's levels
  int threads = 1;
};

class RefinedShares final : public ShareEstimator {
 public:
  /// `model` must outlive this. Requires: a sound for each part.
  RefinedShares(std::unique_ptr<FittedShares> fitted, const models::ShareModel& model,
                Refinement refinement);

  int source_count() const override { return fitted_->source_count(); }
  int context_frames() const override;
  void estimate(const Stretch& stretch, std::vector<float>& shares) override;

 private:
  /// What the network needs while it looks at one source.
  struct Desk {
    nn::Map cells;
    models::Workspace workspace;
  };

  void fit(const Stretch& stretch);
  void see(const Stretch& stretch);
  void correct(std::size_t source);
  std::unique_ptr<Desk> take_desk();
  const float* fitted_at(std::int64_t frame) const {
    return kept_.data() + (frame - kept_first_) * source_count() * kBands;
  }

  std::unique_ptr<FittedShares> fitted_;
  const models::ShareModel& model_;
  Refinement refinement_;
  std::int64_t kept_first_ = 0, kept_last_ = 0;  ///< frames whose fitted shares are kept
  std::vector<float> kept_, fresh_;
  std::int64_t seen_first_ = 0;  ///< the first of the frames that are looked at
  std::vector<float> seen_levels_, seen_shares_;
  std::vector<std::vector<float>> corrections_;  ///< [S][frames seen, kBands]; empty: it is silent
  std::vector<std::unique_ptr<Desk>> desks_;     ///< free ones, as many as ever worked at once
  std::mutex desks_taken_;
};

}  // namespace divisi::separate

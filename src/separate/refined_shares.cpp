#include "separate/refined_shares.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/check.h"
#include "core/parallel.h"
#include "separate/share_cells.h"

namespace divisi::separate {
namespace {

constexpr float kTiny = 1e-12F;

std::int64_t next_seen(std::int64_t frame) { return (frame + kEvery - 1) / kEvery * kEvery; }

/// What is added to the logarithms at `frame`, from the rows of the frames seen.
void correction_at(const std::vector<float>& rows, std::int64_t first, std::int64_t frame,
                   float* correction) {
  const auto count = std::int64_t(rows.size()) / kBands;
  const std::int64_t below = std::min((frame - first) / kEvery, count - 1);
  const std::int64_t above = std::min(below + 1, count - 1);
  const float fraction = float((frame - first) % kEvery) / float(kEvery);
  const float* low = rows.data() + below * kBands;
  const float* high = rows.data() + above * kBands;
  for (int band = 0; band < kBands; ++band) {
    correction[band] = std::clamp(low[band] + fraction * (high[band] - low[band]), -kMostCorrection,
                                  kMostCorrection);
  }
}

}  // namespace

RefinedShares::RefinedShares(std::unique_ptr<FittedShares> fitted, const models::ShareModel& model,
                             Refinement refinement)
    : fitted_(std::move(fitted)),
      model_(model),
      refinement_(std::move(refinement)),
      corrections_(std::size_t(fitted_->source_count())) {
  refinement_.sounds.push_back(models::kResidualSound);
  DIVISI_CHECK(refinement_.sounds.size() == corrections_.size(), "a kind of sound for each part");
}

int RefinedShares::context_frames() const { return kEvery * (model_.context_frames() + 1); }

void RefinedShares::estimate(const Stretch& stretch, std::vector<float>& shares) {
  fit(stretch);
  see(stretch);
  core::parallel_for(corrections_.size(), refinement_.threads, [&](std::size_t s) { correct(s); });
  const std::size_t row = corrections_.size() * kBands;
  shares.resize(std::size_t(stretch.end - stretch.begin) * row);
  std::array<float, kBands> correction{}, sum{};
  for (std::int64_t frame = stretch.begin; frame < stretch.end; ++frame) {
    float* cells = shares.data() + std::size_t(frame - stretch.begin) * row;
    std::copy_n(fitted_at(frame), row, cells);
    sum.fill(kTiny);
    for (std::size_t s = 0; s < corrections_.size(); ++s) {
      if (corrections_[s].empty()) continue;
      correction_at(corrections_[s], seen_first_, frame, correction.data());
      for (std::size_t band = 0; band < kBands; ++band)
        sum[band] += cells[s * kBands + band] *= std::exp(correction[band]);
    }
    for (std::size_t i = 0; i < row; ++i) cells[i] /= sum[i % kBands];
  }
}

/// Shares of the stretch and of what is around it; those that are known are not fitted again.
void RefinedShares::fit(const Stretch& stretch) {
  const std::ptrdiff_t row = std::ptrdiff_t(source_count()) * kBands;
  if (stretch.first > kept_first_) {
    const std::int64_t gone = std::min(stretch.first, kept_last_) - kept_first_;
    kept_.erase(kept_.begin(), kept_.begin() + gone * row);
    kept_first_ += gone;
  }
  if (kept_first_ != stretch.first || kept_last_ > stretch.last) {  // another place
    kept_.clear();
    kept_first_ = kept_last_ = stretch.first;
  }
  Stretch missing = stretch;
  missing.begin = kept_last_;
  missing.end = kept_last_ = stretch.last;
  fitted_->estimate(missing, fresh_);
  kept_.insert(kept_.end(), fresh_.begin(), fresh_.end());
}

/// Every second frame, in one piece.
void RefinedShares::see(const Stretch& stretch) {
  seen_first_ = next_seen(stretch.first);
  seen_levels_.clear();
  seen_shares_.clear();
  const std::ptrdiff_t row = std::ptrdiff_t(source_count()) * kBands;
  for (std::int64_t frame = seen_first_; frame < stretch.last; frame += kEvery) {
    seen_levels_.insert(seen_levels_.end(), stretch.level(frame), stretch.level(frame) + kBands);
    seen_shares_.insert(seen_shares_.end(), fitted_at(frame), fitted_at(frame) + row);
  }
}

void RefinedShares::correct(std::size_t index) {
  corrections_[index].clear();
  FittedFrames fitted;
  fitted.frames = int(seen_levels_.size() / kBands);
  fitted.sources = source_count();
  fitted.levels = seen_levels_.data();
  fitted.shares = seen_shares_.data();
  fitted.reference = refinement_.reference_level;
  bool is_silent = true;
  for (int t = 0; t < fitted.frames && is_silent; ++t) {
    const float* row =
        fitted.shares + (std::ptrdiff_t(t) * fitted.sources + std::ptrdiff_t(index)) * kBands;
    is_silent = std::all_of(row, row + kBands, [](float share) { return share == 0.0F; });
  }
  if (is_silent) return;
  const models::ShareNetSpec& spec = model_.spec();
  std::unique_ptr<Desk> desk = take_desk();
  desk->cells.resize(fitted.frames, spec.positions(), spec.in_channels());
  share_cells(fitted, {spec.bands_per_position, spec.sounds}, int(index), refinement_.sounds[index],
              desk->cells.data());
  corrections_[index] = model_.run(desk->cells, desk->workspace);
  const std::lock_guard lock(desks_taken_);
  desks_.push_back(std::move(desk));
}

std::unique_ptr<RefinedShares::Desk> RefinedShares::take_desk() {
  const std::lock_guard lock(desks_taken_);
  if (desks_.empty()) return std::make_unique<Desk>();
  std::unique_ptr<Desk> desk = std::move(desks_.back());
  desks_.pop_back();
  return desk;
}

}  // namespace divisi::separate

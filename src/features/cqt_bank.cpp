#include "features/cqt_bank.h"

#include <algorithm>
#include <limits>

#include "core/check.h"

namespace divisi::features {
namespace {

std::vector<int> reach_by_level(const std::vector<CqtPlan>& plans) {
  std::vector<int> reach;
  for (const CqtPlan& plan : plans) {
    for (const OctavePlan& octave : plan.octaves) {
      if (std::size_t(octave.level) >= reach.size()) reach.resize(std::size_t(octave.level) + 1, 0);
      int& at_level = reach[std::size_t(octave.level)];
      at_level = std::max(at_level, octave.reach_samples);
    }
  }
  return reach;
}

}  // namespace

Expected<CqtBank> CqtBank::create(const std::vector<CqtSpec>& specs) {
  DIVISI_CHECK(!specs.empty(), "a bank needs a transform");
  std::vector<CqtPlan> plans;
  for (const CqtSpec& spec : specs) {
    if (spec.sample_rate_hz != specs[0].sample_rate_hz ||
        spec.hop_samples != specs[0].hop_samples) {
      return Error{ErrorCode::invalid_argument,
                   "the constant-Q transforms of one signal differ in sample rate or hop", "maps"};
    }
    Expected<CqtPlan> plan = plan_cqt(spec);
    if (!plan) return plan.error();
    plans.push_back(std::move(*plan));
  }
  return CqtBank(plans);
}

CqtBank::CqtBank(const std::vector<CqtPlan>& plans) : pyramid_(reach_by_level(plans)) {
  for (const CqtPlan& plan : plans) {
    transforms_.emplace_back(plan);
    cells_.emplace_back(std::size_t(kGroupFrames) * std::size_t(plan.spec.bin_count()));
  }
  block_.maps.resize(plans.size());
}

void CqtBank::push(const float* samples, std::size_t count, const CqtBankSink& sink) {
  DIVISI_CHECK(!finished_, "samples after the end");
  // Pieces of a group of frames: large blocks then cost no more memory than small ones.
  const std::size_t piece =
      std::max<std::size_t>(4096, std::size_t(kGroupFrames) * std::size_t(spec(0).hop_samples));
  while (count > 0) {
    const std::size_t taken = std::min(piece, count);
    pyramid_.push(samples, taken);
    samples += taken;
    count -= taken;
    hand_out(std::numeric_limits<std::int64_t>::max(), sink);
  }
}

void CqtBank::finish(const CqtBankSink& sink) {
  DIVISI_CHECK(!finished_, "the end came twice");
  finished_ = true;
  pyramid_.finish();
  const std::int64_t hop = spec(0).hop_samples;
  hand_out((pyramid_.sample_count() + hop - 1) / hop, sink);
}

void CqtBank::reset() {
  pyramid_.reset();
  next_frame_ = 0;
  finished_ = false;
}

void CqtBank::hand_out(std::int64_t ready, const CqtBankSink& sink) {
  for (const CqtFrames& transform : transforms_) {
    ready = std::min(ready, transform.ready_frames(pyramid_));
  }
  while (next_frame_ < ready) {
    block_.first_frame = next_frame_;
    block_.frame_count = int(std::min<std::int64_t>(ready - next_frame_, kGroupFrames));
    for (std::size_t m = 0; m < transforms_.size(); ++m) {
      transforms_[m].transform(pyramid_, next_frame_, block_.frame_count, cells_[m].data());
      block_.maps[m] = cells_[m].data();
    }
    next_frame_ += block_.frame_count;
    sink(block_);
  }
  discard_used();
}

void CqtBank::discard_used() {
  for (int level = 0; level < pyramid_.level_count(); ++level) {
    std::int64_t first = std::numeric_limits<std::int64_t>::max();
    for (const CqtFrames& transform : transforms_) {
      first = std::min(first, transform.first_needed(level, next_frame_));
    }
    pyramid_.discard_before(level, first);
  }
}

}  // namespace divisi::features

#include "features/octave_pyramid.h"

#include <utility>

namespace divisi::features {

OctavePyramid::OctavePyramid(std::vector<int> reach_samples)
    : reach_samples_(std::move(reach_samples)), decimators_(reach_samples_.size() - 1) {
  for (const int reach : reach_samples_) levels_.emplace_back(reach);
}

void OctavePyramid::push(const float* samples, std::size_t count) {
  const std::int64_t from = sample_count_;
  levels_[0].append(samples, count);
  sample_count_ += std::int64_t(count);
  descend(0, from, false);
}

void OctavePyramid::finish() { descend(0, sample_count_, true); }

void OctavePyramid::descend(std::size_t level, std::int64_t from, bool last) {
  for (; level < decimators_.size(); ++level) {
    const SampleHistory& above = levels_[level];
    SampleHistory& below = levels_[level + 1];
    const std::int64_t below_from = below.end_index();
    const auto count = std::size_t(above.end_index() - from);
    if (count > 0) decimators_[level].push(above.at(from), count, below);
    if (last) {
      decimators_[level].finish(below);
      levels_[level].append_zeros(std::size_t(reach_samples_[level]));
    }
    from = below_from;
  }
  if (last) levels_[level].append_zeros(std::size_t(reach_samples_[level]));
}

void OctavePyramid::reset() {
  sample_count_ = 0;
  for (SampleHistory& level : levels_) level.reset();
  for (Decimator& decimator : decimators_) decimator.reset();
}

}  // namespace divisi::features

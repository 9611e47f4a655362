/// A signal at its own rate, at half of it, a quarter, ...: what the octaves of a CQT look at.
///
/// Source    Schörkhuber & Klapuri 2010, figure 3.
/// Shapes    level l holds ceil(N / 2^l) samples; sample i of it stands where i·2^l stood.
/// Thread    one thread.   Realtime: yes once the largest block has been seen.
#pragma once

#include <vector>

#include "features/decimator.h"

namespace divisi::features {

class OctavePyramid {
 public:
  /// `reach_samples[l]`: zeros that readers of level l want to see on either side of the signal.
  explicit OctavePyramid(std::vector<int> reach_samples);

  void push(const float* samples, std::size_t count);
  /// Settles every level and puts the zeros after it.
  void finish();
  void reset();

  int level_count() const { return static_cast<int>(levels_.size()); }
  const SampleHistory& level(int level) const { return levels_[std::size_t(level)]; }
  void discard_before(int level, std::int64_t index) {
    levels_[std::size_t(level)].discard_before(index);
  }
  /// Samples pushed so far.
  std::int64_t sample_count() const { return sample_count_; }

 private:
  /// Passes on what was appended to level l since it had `from` samples.
  void descend(std::size_t level, std::int64_t from, bool last);

  std::vector<int> reach_samples_;
  std::vector<SampleHistory> levels_;
  std::vector<Decimator> decimators_;
  std::int64_t sample_count_ = 0;
};

}  // namespace divisi::features

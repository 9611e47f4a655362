/// The part of an endless signal that is still needed, addressed by absolute sample index.
///
/// Thread    one thread. Realtime: allocates only while growing to its largest stretch.
#pragma once

#include <cstdint>
#include <cstring>

#include "core/check.h"
#include "nn/tensor.h"

namespace divisi::features {

class SampleHistory {
 public:
  /// Samples that may be read (not relied upon) beyond the end: kernels work on whole vectors.
  static constexpr std::size_t kSlack = 16;

  /// The signal begins at index 0, after `zeros_before` zeros.
  explicit SampleHistory(int zeros_before = 0) : zeros_before_(zeros_before) { reset(); }

  void reset() {
    first_index_ = -zeros_before_;
    begin_ = 0;
    size_ = 0;
    append_zeros(std::size_t(zeros_before_));
  }

  /// Room for `count` samples at the end, for the caller to fill.
  float* extend(std::size_t count) {
    if (begin_ + size_ + count + kSlack > samples_.size()) make_room(count);
    float* added = samples_.data() + begin_ + size_;
    size_ += count;
    return added;
  }
  void append(const float* samples, std::size_t count) {
    if (count > 0) std::memcpy(extend(count), samples, count * sizeof(float));
  }
  void append_zeros(std::size_t count) {
    if (count > 0) std::memset(extend(count), 0, count * sizeof(float));
  }

  /// The first sample that is kept.
  std::int64_t first_index() const { return first_index_; }
  /// One past the last sample.
  std::int64_t end_index() const { return first_index_ + std::int64_t(size_); }

  /// Requires: nothing from `index` on was discarded.
  const float* at(std::int64_t index) const {
    DIVISI_CHECK(index >= first_index_ && index <= end_index(), "a sample that is not kept");
    return samples_.data() + begin_ + std::size_t(index - first_index_);
  }

  void discard_before(std::int64_t index) {
    if (index <= first_index_) return;
    const std::int64_t last = index < end_index() ? index : end_index();
    begin_ += std::size_t(last - first_index_);
    size_ -= std::size_t(last - first_index_);
    first_index_ = last;
  }

 private:
  void make_room(std::size_t count) {
    // Moving only when the discarded part outweighs the kept one makes it O(1) for each sample.
    if (begin_ < size_ || size_ + count + kSlack > samples_.size()) {
      nn::AlignedFloats larger(2 * (size_ + count) + kSlack, 0.0f);
      if (size_ > 0) std::memcpy(larger.data(), samples_.data() + begin_, size_ * sizeof(float));
      samples_.swap(larger);
    } else {
      std::memmove(samples_.data(), samples_.data() + begin_, size_ * sizeof(float));
    }
    begin_ = 0;
  }

  std::int64_t zeros_before_;
  std::int64_t first_index_ = 0;
  nn::AlignedFloats samples_;
  std::size_t begin_ = 0;
  std::size_t size_ = 0;
};

}  // namespace divisi::features

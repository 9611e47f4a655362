#include "decode/evidence_window.h"

#include <algorithm>
#include <bit>

namespace divisi::decode {
namespace {

/// Written so that NaN, which compares false, becomes 0.
float probability(float value) { return value > 0.0f ? (value < 1.0f ? value : 1.0f) : 0.0f; }

void copy_row(const float* source, std::size_t index, std::size_t count, float* target) {
  if (source == nullptr) {
    std::fill_n(target, count, 0.0f);
    return;
  }
  std::transform(source + index * count, source + (index + 1) * count, target, probability);
}

}  // namespace

EvidenceWindow::EvidenceWindow(std::size_t row_capacity, std::size_t pitch_count)
    : pitches_(pitch_count),
      mask_(std::bit_ceil(row_capacity) - 1),
      onset_((mask_ + 1) * pitch_count),
      frame_(onset_.size()),
      offset_(onset_.size()),
      velocity_(onset_.size()) {}

void EvidenceWindow::append(const EvidenceRows& rows, std::size_t index) {
  const std::size_t start = slot(row_count_);
  copy_row(rows.onset, index, pitches_, onset_.data() + start);
  copy_row(rows.frame, index, pitches_, frame_.data() + start);
  copy_row(rows.offset, index, pitches_, offset_.data() + start);
  copy_row(rows.velocity, index, pitches_, velocity_.data() + start);
  ++row_count_;
}

void EvidenceWindow::append_silence() { append(EvidenceRows{}, 0); }

PitchView EvidenceWindow::pitch(std::size_t index) const {
  return {Column(onset_.data() + index, mask_, pitches_),
          Column(frame_.data() + index, mask_, pitches_),
          Column(offset_.data() + index, mask_, pitches_),
          Column(velocity_.data() + index, mask_, pitches_), end_row_};
}

}  // namespace divisi::decode

/// The stretch of evidence that the decoder still looks at: a ring of rows, whatever the length of
/// the recording.
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <vector>

namespace divisi::decode {

/// Consecutive rows [count, P] of the four maps. A null map is absent and read as zeros.
struct EvidenceRows {
  const float* onset = nullptr;
  const float* frame = nullptr;
  const float* offset = nullptr;
  const float* velocity = nullptr;
  std::size_t count = 0;
};

/// One pitch of one map along time; rows before the first and after the last read as zero.
class Column {
 public:
  Column(const float* cells, std::size_t mask, std::size_t stride)
      : cells_(cells), mask_(mask), stride_(stride) {}
  float operator[](long row) const {
    return cells_[(static_cast<std::size_t>(row) & mask_) * stride_];
  }

 private:
  const float* cells_;
  std::size_t mask_;
  std::size_t stride_;
};

/// All four maps of one pitch. Rows [0, end_row) are real; end_row is kOpenEnd until it is known.
struct PitchView {
  Column onset;
  Column frame;
  Column offset;
  Column velocity;
  long end_row;
};

inline constexpr long kOpenEnd = std::numeric_limits<long>::max();

/// Thread    one user at a time.
class EvidenceWindow {
 public:
  /// Keeps at least `row_capacity` rows.
  EvidenceWindow(std::size_t row_capacity, std::size_t pitch_count);

  /// Adds row `index` of `rows`. Values are brought into [0, 1]; NaN becomes 0.
  void append(const EvidenceRows& rows, std::size_t index);

  /// No more rows come. Rows of zeros follow, each made readable by append_silence().
  void close() { end_row_ = row_count_; }
  void append_silence();

  long row_count() const { return row_count_; }
  long end_row() const { return end_row_; }
  PitchView pitch(std::size_t index) const;
  const float* onset_row(long row) const { return onset_.data() + slot(row); }
  const float* frame_row(long row) const { return frame_.data() + slot(row); }

 private:
  std::size_t slot(long row) const { return (static_cast<std::size_t>(row) & mask_) * pitches_; }

  std::size_t pitches_;
  std::size_t mask_;
  std::vector<float> onset_;
  std::vector<float> frame_;
  std::vector<float> offset_;
  std::vector<float> velocity_;
  long row_count_ = 0;
  long end_row_ = kOpenEnd;
};

}  // namespace divisi::decode

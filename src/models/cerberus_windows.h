/// Cerberus over a whole recording, whatever its length: windows of 10 s, half of each lying over
/// the next, of which the middle half is kept, for recurrent layers know least at their ends.
///
/// Source    dossier of the reproduction (docs/papers/cerberus.md), its inference.
/// Units     frames of 16 ms.
/// Thread    one at a time. Memory: a few windows, whatever the recording's length.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "models/cerberus_model.h"

namespace divisi::models {

inline constexpr std::int64_t kCerberusWindowFrames = 624;
inline constexpr std::int64_t kCerberusKeptFrames = kCerberusWindowFrames / 2;

/// Frames [first, first + count), of which [kept_first, kept_first + kept_count) are kept.
struct CerberusWindow {
  std::int64_t first = 0;
  std::int64_t count = 0;
  std::int64_t kept_first = 0;
  std::int64_t kept_count = 0;
};

/// Window `index` of a recording of that many frames; kept_count is 0 behind its end. Only the
/// first and those at the end are shorter than others.
CerberusWindow cerberus_window(std::int64_t index, std::int64_t frame_count);

/// What is said of frames [first, first + masks.frames()); what the network has no head for is
/// empty.
struct CerberusStretch {
  std::int64_t first_frame = 0;
  nn::Map masks;  ///< [T, N, 513]
  nn::Map rolls;  ///< [T, N, 88]
};

/// Takes levels as they come and gives stretches in order, without gaps.
class CerberusStream {
 public:
  using Sink = std::function<void(const CerberusStretch& stretch)>;

  /// `model` outlives the stream.
  CerberusStream(const CerberusModel& model, Sink sink);

  /// `frames` rows of 513 levels in dB.
  void push(const float* level_db, std::int64_t frames);
  /// The rest. Afterwards nothing may be called.
  void finish();

 private:
  void run_until(std::int64_t frame_count, bool is_whole);
  void run_windows(const std::vector<CerberusWindow>& windows);
  void keep(const CerberusWindow& window, int number, int windows,
            const CerberusOutputs<InferenceOps::Tensor>& said);
  void forget_before(std::int64_t frame);

  const CerberusModel& model_;
  Sink sink_;
  Workspace workspace_;
  std::vector<float> levels_;  ///< from frame first_ on
  std::int64_t first_ = 0;
  std::int64_t next_window_ = 0;
  nn::Map input_;
};

}  // namespace divisi::models

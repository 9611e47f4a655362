/// Several constant-Q transforms of one signal, frame by frame, with one decimation for all.
///
/// Frame t is centred at sample t·hop; outside the clip the signal is zero, at every rate. There
/// are T = ceil(N / hop) frames. A frame is handed out as soon as its last sample is there, in
/// order, and the result does not depend on how the signal was cut into blocks, to the bit.
///
/// Source    Schörkhuber & Klapuri 2010 (one pyramid); sharing it is ours.
/// Shapes    map m of a block: [frame_count, bin_count(m)], bins from the lowest to the highest.
/// Errors    create(): invalid_argument, see features/cqt_spec.h; also unequal rates or hops.
/// Thread    one thread.   Realtime: push() allocates only until its longest block has been seen.
///           Memory is bounded by the longest window and the hop, whatever is pushed.
#pragma once

#include <functional>

#include "features/cqt_frames.h"

namespace divisi::features {

/// A run of frames in order, valid during the call only.
struct CqtBankBlock {
  std::int64_t first_frame = 0;
  int frame_count = 0;
  std::vector<const std::complex<float>*> maps;
};
using CqtBankSink = std::function<void(const CqtBankBlock&)>;

class CqtBank {
 public:
  /// Requires: at least one spec.
  static Expected<CqtBank> create(const std::vector<CqtSpec>& specs);

  void push(const float* samples, std::size_t count, const CqtBankSink& sink);
  /// Hands out the remaining frames. Afterwards only reset() may be called.
  void finish(const CqtBankSink& sink);
  /// Forgets the signal; ready for another.
  void reset();

  int map_count() const { return static_cast<int>(transforms_.size()); }
  const CqtSpec& spec(int map) const { return transforms_[std::size_t(map)].plan().spec; }

 private:
  explicit CqtBank(const std::vector<CqtPlan>& plans);

  void hand_out(std::int64_t ready, const CqtBankSink& sink);
  void discard_used();

  std::vector<CqtFrames> transforms_;
  OctavePyramid pyramid_;
  std::vector<std::vector<std::complex<float>>> cells_;
  CqtBankBlock block_;
  std::int64_t next_frame_ = 0;
  bool finished_ = false;
};

}  // namespace divisi::features

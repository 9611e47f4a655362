/// Who gets how much of the mixture: the seam between separation and what decides it.
///
/// A stretch of frames is given with the frames around it, as far as context_frames() asks for and
/// the recording has them. What comes out for a frame must depend on that frame and its
/// context alone, so that it does not matter how the recording is cut into stretches.
///
/// Shapes    levels [T, kBands]; shares [T, S, kBands], S = parts + 1: the parts of the piece in
///           order, then the residual.
/// Units     levels: amplitudes (share_grid.h). Shares: 0 to 1, the S of a cell add up to 1; they
///           are factors of the complex spectrum.
/// Errors    none.
/// Thread    one thread for each object.
#pragma once

#include <cstdint>
#include <vector>

#include "divisi/grid.h"
#include "separate/share_grid.h"

namespace divisi::separate {

/// Frames [begin, end) are asked for; levels cover [first, last) around them.
struct Stretch {
  FrameGrid frames;  ///< of the whole recording; frame 0 is its start
  std::int64_t first = 0, begin = 0, end = 0, last = 0;
  const float* levels = nullptr;  ///< [last - first, kBands]: mean power of the channels

  const float* level(std::int64_t frame) const { return levels + (frame - first) * kBands; }
};

class ShareEstimator {
 public:
  virtual ~ShareEstimator() = default;

  /// Sources, the residual among them.
  virtual int source_count() const = 0;

  /// How many frames before and after a frame it looks at.
  virtual int context_frames() const = 0;

  /// Fills `shares`, resized to [end - begin, S, kBands].
  virtual void estimate(const Stretch& stretch, std::vector<float>& shares) = 0;
};

}  // namespace divisi::separate

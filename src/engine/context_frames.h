/// Feature frames as they come, handed out in chunks with all the frames around them that a network
/// can see.
///
/// What is kept of the outputs of a chunk is exactly what a run over the whole recording gives,
/// with silence before its beginning and behind its end as in training (train/batch.h).
///
/// Source    ours.
/// Shapes    features [n, F·M].
/// Thread    one user at a time.
#pragma once

#include <cstddef>
#include <vector>

#include "nn/tensor.h"

namespace divisi::engine {

class ContextFrames {
 public:
  /// `context` frames are handed out on either side of a chunk; 0 or more.
  ContextFrames(int bin_count, int map_count, int context);

  void push(const float* cells, int frame_count);
  /// No more frames come.
  void end();

  /// How many frames may be taken: those with all of their context.
  int ready() const;

  /// The next `count` frames, at most ready(), as rows [context, context + count) of `out`
  /// [context + count + context, F, M].
  void take(int count, nn::Map& out);

 private:
  void hold_silence();

  int bin_count_, map_count_, context_;
  std::size_t frame_cells_;
  std::vector<float> held_;  ///< from `context_` frames before the next chunk on
};

}  // namespace divisi::engine

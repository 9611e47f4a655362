/// What was heard of one pitch, cell by cell, for as long as a note may still ask for it.
///
/// Thread    const-safe.
#pragma once

#include <cstddef>
#include <vector>

#include "divisi/grid.h"

namespace divisi::engine {

/// In order of frame; the first `forgotten` are none any more.
struct CellColumn {
  std::vector<long> frames;
  std::vector<float> vectors;         ///< [cells, D]
  std::vector<float> positions = {};  ///< [cells], or empty
  std::size_t forgotten = 0;

  /// The first that is kept from `frame` on.
  std::vector<long>::const_iterator first_from(long frame) const;
  /// `dimensions`: D.
  void forget_before(long frame, std::size_t dimensions);
};

/// From which on cells are kept when nothing before `time_s` will be asked for, and `last_frame`
/// has come: none is older than two minutes.
long oldest_frame(const FrameGrid& frames, double time_s, long last_frame);

}  // namespace divisi::engine

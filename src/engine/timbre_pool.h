/// What notes sound like, gathered from the cells in which they sound.
///
/// Cells are kept only as long as a note may still need them.
///
/// Shapes    a note's vector [D]: the mean over its frames of the timbre network's output at its
///           pitch.
/// Thread    one user at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "divisi/evidence.h"
#include "divisi/grid.h"
#include "divisi/score.h"

namespace divisi::engine {

class TimbrePool {
 public:
  TimbrePool(const FrameGrid& frames, const PitchGrid& pitches, int dimensions);

  /// The next cells.
  void add(const TimbreCells& cells);

  /// The mean vector of a note's cells; zeros where none was kept. Valid until the next call.
  const float* vector_of(const Note& note);

  /// Nothing before this will be asked for; and whatever is older than two minutes goes anyway.
  void forget_before(double time_s);

 private:
  struct Cell {
    long frame = 0;
    std::vector<float> vector;
  };

  FrameGrid frames_;
  PitchGrid pitches_;
  std::size_t dimensions_;
  long last_frame_ = 0;
  std::vector<std::deque<Cell>> cells_;  ///< [P], in order of frame
  std::vector<float> sum_;
};

}  // namespace divisi::engine

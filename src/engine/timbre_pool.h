/// What notes sound like, gathered from the cells in which they sound.
///
/// Cells are kept only as long as a note may still need them.
///
/// Shapes    a note's vector [D]: the mean over its frames of the timbre network's output at its
///           pitch; its position: the mean over its cells.
/// Thread    one user at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "divisi/evidence.h"
#include "divisi/grid.h"
#include "divisi/score.h"
#include "parts/note_token.h"

namespace divisi::engine {

class TimbrePool {
 public:
  TimbrePool(const FrameGrid& frames, const PitchGrid& pitches, int dimensions);

  /// The next cells.
  void add(const TimbreCells& cells);

  /// Appends the note with the mean vector of its cells, zeros where none was kept, and, where
  /// cells have positions, the mean of those.
  void append(const Note& note, parts::NoteTokens& tokens);

  /// Nothing before this will be asked for; and whatever is older than two minutes goes anyway.
  void forget_before(double time_s);

 private:
  float sum_up(const Note& note);

  struct Cell {
    long frame = 0;
    float position = 0.0f;
    std::vector<float> vector;
  };

  FrameGrid frames_;
  PitchGrid pitches_;
  std::size_t dimensions_;
  long last_frame_ = 0;
  std::vector<std::deque<Cell>> cells_;  ///< [P], in order of frame
  std::vector<float> sum_;
  bool has_positions_ = false;
};

}  // namespace divisi::engine

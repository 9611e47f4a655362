/// What notes sound like, gathered from the cells in which they sound.
///
/// Cells are kept only as long as a note may still need them.
///
/// Shapes    a note's vector [D]: the mean over its frames of the timbre network's output at its
///           pitch; its position: the mean over its cells.
/// Thread    one user at a time.
#pragma once

#include <cstddef>
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
  /// cells have positions, the mean of those. May be called from several threads.
  void append(const Note& note, parts::NoteTokens& tokens) const;

  /// Nothing before this will be asked for; and whatever is older than two minutes goes anyway.
  void forget_before(double time_s);

 private:
  /// The cells of one pitch, in order of frame; those before `forgotten` are none any more.
  struct Column {
    std::vector<long> frames;
    std::vector<float> positions;
    std::vector<float> vectors;  ///< [cells, D]
    std::size_t forgotten = 0;
  };

  float sum_up(const Note& note, std::vector<float>& sum) const;
  void let_go(Column& column) const;

  FrameGrid frames_;
  PitchGrid pitches_;
  std::size_t dimensions_;
  long last_frame_ = 0;
  std::vector<Column> columns_;  ///< [P]
  bool has_positions_ = false;
};

}  // namespace divisi::engine

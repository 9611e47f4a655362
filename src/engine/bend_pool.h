/// How notes bend: of each, what was heard of its pitch while it sounds (engine/bend_stage.h).
///
/// Cells are kept only as long as a note may still need them.
///
/// Thread    one user at a time.
#pragma once

#include <vector>

#include "divisi/evidence.h"
#include "divisi/grid.h"
#include "divisi/score.h"
#include "engine/cell_column.h"

namespace divisi::engine {

class BendPool {
 public:
  BendPool(const FrameGrid& frames, const PitchGrid& pitches);
  /// All cells of evidence. Requires: check_evidence() was content.
  explicit BendPool(const Evidence& evidence);

  /// The next cells.
  void add(const TimbreCells& cells);
  /// Gives the note its Note::bend_cents; none where nothing was heard of it. A number that differs
  /// from both beside it is not believed: the median of three is.
  void bend(Note& note) const;
  /// Nothing before this will be asked for; and whatever is too old goes anyway.
  void forget_before(double time_s);

 private:
  FrameGrid frames_;
  PitchGrid pitches_;
  long last_frame_ = 0;
  std::vector<CellColumn> columns_;  ///< [P], of one number a cell
};

/// Parts whose notes keep still, and those of families that cannot bend, have no bends: all that is
/// to be heard around a piano's keys are others' harmonics. What is still was chosen on rendered
/// clips (docs/evaluation.md, "Bends").
void drop_bends_of_still_parts(std::vector<Part>& parts);

}  // namespace divisi::engine

/// What notes sound like, gathered from the cells in which they sound, and what was heard of their
/// beginnings.
///
/// Cells are kept only as long as a note may still need them.
///
/// Shapes    a note's vector [D]: the mean over its frames of the timbre network's output at its
///           pitch; its position: the mean over its cells; what is heard of its beginning [K + V]:
///           of that nearest to its onset.
/// Thread    one user at a time.
#pragma once

#include <cstddef>
#include <vector>

#include "divisi/evidence.h"
#include "divisi/grid.h"
#include "divisi/score.h"
#include "engine/cell_column.h"
#include "parts/note_token.h"

namespace divisi::engine {

class TimbrePool {
 public:
  /// How far from a note's onset its beginning may have been heard.
  static constexpr long kFramesBeside = 2;

  /// `beginning_numbers`: K + V, for cells of beginnings will be added; 0: none.
  TimbrePool(const FrameGrid& frames, const PitchGrid& pitches, int dimensions,
             int beginning_numbers);

  /// All cells of evidence; of instruments those that it has, if any are wanted.
  TimbrePool(const Evidence& evidence, bool with_instruments);

  /// The next cells.
  void add(const TimbreCells& cells);
  /// Likewise, of beginnings. Requires: they have K + V dimensions.
  void add_instruments(const TimbreCells& cells);

  /// Appends the note with the mean vector of its cells, zeros where none was kept, with the mean
  /// of their positions, where they have any, and with beginnings, all families alike where none
  /// was heard. May be called from several threads.
  void append(const Note& note, parts::NoteTokens& tokens) const;
  /// The same of many notes, on `threads` threads.
  parts::NoteTokens tokens_of(const std::vector<Note>& notes, int threads) const;

  /// Nothing before this will be asked for; and whatever is older than two minutes goes anyway.
  void forget_before(double time_s);

 private:
  void make_room(parts::NoteTokens& tokens) const;
  void listen(std::size_t token, parts::NoteTokens& tokens) const;
  float sum_up(const Note& note, float* sum) const;
  const float* beginning_of(const Note& note) const;

  FrameGrid frames_;
  PitchGrid pitches_;
  std::size_t dimensions_;
  std::vector<float> unheard_;  ///< of a beginning: [K + V], or empty
  long last_frame_ = 0;
  std::vector<CellColumn> columns_;     ///< [P]
  std::vector<CellColumn> beginnings_;  ///< [P], of vectors [cells, K + V]
  bool has_positions_ = false;
};

}  // namespace divisi::engine

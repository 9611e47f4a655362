/// Where everything of a piano roll lies on its page.
#pragma once

#include <vector>

#include "divisi/score.h"
#include "draw/canvas.h"
#include "draw/piano_roll.h"

namespace divisi::draw {

/// One row: a stretch of time against the page's range of pitches.
struct RollRow {
  Rect area;
  double start_s = 0.0;
  double end_s = 0.0;
};

struct RollLayout {
  int width_px = 0;
  int height_px = 0;
  double margin_px = 28.0;
  double header_px = 64.0;
  double keyboard_px = 26.0;
  int lowest_midi = 48;
  int highest_midi = 84;  ///< included
  double semitone_px = 9.0;
  std::vector<RollRow> rows;

  double x_of(const RollRow& row, double time_s) const {
    return row.area.x + (time_s - row.start_s) / (row.end_s - row.start_s) * row.area.width;
  }
  /// Upper edge of a key.
  double y_of(const RollRow& row, int midi) const {
    return row.area.y + (highest_midi - midi) * semitone_px;
  }
};

RollLayout lay_out_roll(const Score& score, const PianoRollOptions& options);

/// Whether a note can be drawn at all.
bool is_drawable(const Note& note);

/// Whether some of it lies in the row's stretch of time.
bool sounds_in(const RollRow& row, const Note& note);

}  // namespace divisi::draw

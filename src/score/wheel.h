/// One pitch wheel for all notes of a part: what it says, and when.
///
/// A channel has one wheel, so that notes that sound together bend together: of two that do for
/// more than a moment neither bends, and the wheel is in the middle. A note's end is heard as it
/// was played: the wheel waits for the next note.
///
/// Source    ours.
/// Thread    safe.
#pragma once

#include <vector>

#include "divisi/score.h"

namespace divisi::score {

struct WheelTurn {
  double time_s = 0.0;
  int cents = 0;
};

/// In order of time, each unlike the one before; none where no note bends. The wheel begins in the
/// middle. `notes` in order of onset.
std::vector<WheelTurn> wheel_of(const std::vector<Note>& notes);

}  // namespace divisi::score

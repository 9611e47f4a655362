/// The slots of a dealing below a row of a piano roll, on the same ruler of time: one thin lane for
/// each, the slots of one part together, those given up last.
///
/// Thread    one at a time for each canvas.
#pragma once

#include <cstddef>
#include <vector>

#include "divisi/transcriber.h"
#include "draw/canvas.h"
#include "draw/roll_layout.h"

namespace divisi::draw {

struct SlotGroup {
  int part = -1;           ///< from 0; -1: given up
  std::vector<int> slots;  ///< from 0
};

/// In order of part, those given up last. A slot of a part from `part_count` on is given up, too.
std::vector<SlotGroup> slots_by_part(const Dealing& dealing, std::size_t part_count);

/// The colour of a part, or grey.
Colour slot_colour(int part);

/// How high the lanes of these groups are, with the heading above them; 0 without slots.
double slot_lanes_px(const std::vector<SlotGroup>& groups);

/// Numbers, activities and notes, from `top` on.
void draw_slot_lanes(Canvas& canvas, const RollLayout& layout, const RollRow& row,
                     const Dealing& dealing, const std::vector<SlotGroup>& groups, double top);

}  // namespace divisi::draw

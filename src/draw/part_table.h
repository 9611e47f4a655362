/// The parts of a dealing in figures: how many notes, how many of them were disputed, which slots.
///
/// Thread    one at a time for each canvas.
#pragma once

#include <vector>

#include "draw/canvas.h"
#include "draw/slot_lanes.h"

namespace divisi::draw {

/// One line for each part of `dealt`, whose notes are those that were dealt, and its slots; as
/// many as fit into `room`.
void draw_part_table(Canvas& canvas, const Score& dealt, const Dealing& dealing,
                     const std::vector<SlotGroup>& groups, const Rect& room);

}  // namespace divisi::draw

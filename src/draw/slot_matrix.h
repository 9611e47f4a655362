/// How sure it is of each pair of slots that they are one source, with a box around each part.
///
/// Thread    one at a time for each canvas.
#pragma once

#include <vector>

#include "draw/canvas.h"
#include "draw/slot_lanes.h"

namespace divisi::draw {

/// How high it is, with its heading; 0 where there is nothing to draw: fewer than two slots, too
/// many to see, or `joined` of another size.
double slot_matrix_px(const Dealing& dealing, const std::vector<SlotGroup>& groups);

/// Rows and columns in the order of the groups. The numbers of the rows lie left of `at`.
/// Returns the right edge.
double draw_slot_matrix(Canvas& canvas, const Dealing& dealing,
                        const std::vector<SlotGroup>& groups, Point at);

}  // namespace divisi::draw

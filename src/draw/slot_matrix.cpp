#include "draw/slot_matrix.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "draw/roll_page.h"

namespace divisi::draw {
namespace {

constexpr double kHeading_px = 48.0;  // a line of words, and the columns' numbers
constexpr double kSide_px = 384.0;
constexpr double kLargestCell_px = 26.0;
constexpr double kLeastLegible_px = 11.0;
constexpr std::size_t kMostSlots = 160;

const TextStyle kNumber{10.0, kQuietRollWords, 0.5, false, false};

/// From the ground over a dull blue to nearly white: none of the parts' colours.
Colour heat(double joined) {
  const double level = std::isfinite(joined) ? std::clamp(joined, 0.0, 1.0) : 0.0;
  return from_lch(9.0 + 84.0 * level, 6.0 + 22.0 * std::sin(3.1 * level), 255.0);
}

std::vector<std::size_t> order_of(const std::vector<SlotGroup>& groups) {
  std::vector<std::size_t> order;
  for (const SlotGroup& group : groups) {
    for (const int slot : group.slots) order.push_back(static_cast<std::size_t>(slot));
  }
  return order;
}

double cell_px(std::size_t slots) {
  return std::min(kLargestCell_px, std::floor(4.0 * kSide_px / static_cast<double>(slots)) / 4.0);
}

void draw_cells(Canvas& canvas, const Map2d& joined, const std::vector<std::size_t>& order,
                Point at, double cell) {
  const double gap = cell >= kLeastLegible_px ? 1.0 : 0.0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = 0; j < order.size(); ++j) {
      canvas.fill({at.first + static_cast<double>(j) * cell,
                   at.second + static_cast<double>(i) * cell, cell - gap, cell - gap},
                  heat(joined.at(order[i], order[j])));
    }
  }
}

void draw_numbers(Canvas& canvas, const std::vector<std::size_t>& order, Point at, double cell) {
  if (cell < kLeastLegible_px) return;
  TextStyle beside = kNumber;
  beside.across = 1.0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double middle = (static_cast<double>(i) + 0.5) * cell;
    const std::string slot = std::to_string(order[i]);
    canvas.text({at.first - 7.0, at.second + middle}, slot, beside);
    canvas.text({at.first + middle, at.second - 9.0}, slot, kNumber);
  }
}

void draw_boxes(Canvas& canvas, const std::vector<SlotGroup>& groups, Point at, double cell) {
  double from = 0.0;
  for (const SlotGroup& group : groups) {
    const double side = static_cast<double>(group.slots.size()) * cell;
    if (group.part >= 0) {
      canvas.outline({at.first + from - 0.5, at.second + from - 0.5, side, side},
                     {slot_colour(group.part), 2.0, false}, 2.0);
    }
    from += side;
  }
}

/// What the shades mean.
void draw_scale(Canvas& canvas, Point at, double height) {
  constexpr int kSteps = 40;
  const double step = height / kSteps;
  for (int i = 0; i < kSteps; ++i) {
    canvas.fill({at.first, at.second + i * step, 10.0, step + 0.5}, heat(1.0 - (i + 0.5) / kSteps));
  }
  const TextStyle style{10.0, kQuietRollWords, 0.0, false, false};
  canvas.text({at.first + 15.0, at.second + 5.0}, "1", style);
  canvas.text({at.first + 15.0, at.second + height - 5.0}, "0", style);
}

}  // namespace

double slot_matrix_px(const Dealing& dealing, const std::vector<SlotGroup>& groups) {
  const std::size_t slots = order_of(groups).size();
  const Map2d& joined = dealing.joined;
  if (slots < 2 || slots > kMostSlots || joined.rows != slots || joined.columns != slots ||
      joined.cells.size() != slots * slots) {
    return 0.0;
  }
  return kHeading_px + cell_px(slots) * static_cast<double>(slots);
}

double draw_slot_matrix(Canvas& canvas, const Dealing& dealing,
                        const std::vector<SlotGroup>& groups, Point at) {
  if (slot_matrix_px(dealing, groups) == 0.0) return at.first;
  const std::vector<std::size_t> order = order_of(groups);
  const double cell = cell_px(order.size());
  const double side = cell * static_cast<double>(order.size());
  canvas.text({at.first, at.second + 10.0}, "how sure it is that two slots are one source",
              {13.0, kRollWords, 0.0, false, false});
  const Point corner{at.first, at.second + kHeading_px};
  draw_cells(canvas, dealing.joined, order, corner, cell);
  draw_numbers(canvas, order, corner, cell);
  draw_boxes(canvas, groups, corner, cell);
  draw_scale(canvas, {corner.first + side + 14.0, corner.second}, side);
  return corner.first + side + 40.0;
}

}  // namespace divisi::draw

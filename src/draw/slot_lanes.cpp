#include "draw/slot_lanes.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "draw/roll_page.h"

namespace divisi::draw {
namespace {

constexpr double kHeading_px = 20.0;
constexpr double kMostLanes_px = 480.0;  // however many: a page has its bounds
constexpr double kMostGaps_px = 120.0;
constexpr double kLeastLegible_px = 10.0;

struct LaneSizes {
  double lane_px = 13.0;
  double gap_px = 5.0;
};

std::size_t slot_count(const std::vector<SlotGroup>& groups) {
  std::size_t count = 0;
  for (const SlotGroup& group : groups) count += group.slots.size();
  return count;
}

LaneSizes sizes_of(const std::vector<SlotGroup>& groups) {
  LaneSizes sizes;
  const auto slots = static_cast<double>(slot_count(groups));
  sizes.lane_px = std::min(sizes.lane_px, kMostLanes_px / slots);
  sizes.gap_px = std::min(sizes.gap_px, kMostGaps_px / static_cast<double>(groups.size()));
  return sizes;
}

/// The activity as a number, and as how much of a small bar is filled.
void draw_activity(Canvas& canvas, const RollLayout& layout, const Rect& lane, double activity,
                   const Colour& colour) {
  const Rect box{lane.x - layout.keyboard_px - 3.0, lane.y + 1.5, layout.keyboard_px,
                 lane.height - 3.0};
  const double filled = std::isfinite(activity) ? std::clamp(activity, 0.0, 1.0) : 0.0;
  canvas.fill(box, mix(kRollGround, colour, 0.22), 1.5);
  canvas.fill({box.x, box.y, box.width * filled, box.height}, colour, 1.5);
  if (lane.height < kLeastLegible_px) return;
  char number[16];
  std::snprintf(number, sizeof(number), "%.2f", filled);
  canvas.text({box.x - 6.0, lane.y + lane.height / 2.0}, number,
              {10.0, kQuietRollWords, 1.0, false, false});
}

/// One slot's lane before its notes lie on it.
void draw_lane(Canvas& canvas, const RollLayout& layout, const Rect& lane, int slot,
               const Dealing& dealing, const Colour& colour) {
  canvas.fill({lane.x, lane.y + 0.5, lane.width, lane.height - 1.0}, mix(kRollGround, colour, 0.1));
  const auto at = static_cast<std::size_t>(slot);
  if (at < dealing.activity.size())
    draw_activity(canvas, layout, lane, dealing.activity[at], colour);
  if (lane.height < kLeastLegible_px) return;
  canvas.text({lane.x - layout.keyboard_px - 40.0, lane.y + lane.height / 2.0},
              std::to_string(slot), {10.0, kRollWords, 1.0, true, false});
}

void draw_marks(Canvas& canvas, const RollLayout& layout, const RollRow& row,
                const Dealing& dealing, const std::vector<Rect>& lanes,
                const std::vector<Colour>& colours) {
  const std::size_t notes = std::min(dealing.notes.size(), dealing.slot_of_note.size());
  for (std::size_t n = 0; n < notes; ++n) {
    const Note& note = dealing.notes[n];
    const auto slot = static_cast<std::size_t>(dealing.slot_of_note[n]);
    if (slot >= lanes.size() || !is_drawable(note) || !sounds_in(row, note)) continue;
    const Rect& lane = lanes[slot];
    const double left = layout.x_of(row, std::max(note.onset_s, row.start_s));
    const double right = layout.x_of(row, std::min(note.offset_s, row.end_s));
    const double rim = std::min(2.0, lane.height / 6.0);
    const Rect mark{left, lane.y + rim, std::max(1.5, right - left - 0.75),
                    lane.height - 2.0 * rim};
    canvas.fill(mark, mix(kRollGround, colours[slot], 0.68));
    if (note.onset_s < row.start_s) continue;
    canvas.fill({mark.x, mark.y, std::min(1.5, mark.width), mark.height},
                mix(colours[slot], rgb(0xFFFFFF), 0.4));
  }
}

}  // namespace

std::vector<SlotGroup> slots_by_part(const Dealing& dealing, std::size_t part_count) {
  std::vector<SlotGroup> groups;
  const auto part_of = [&](std::size_t slot) {
    const int part = dealing.part_of_slot[slot];
    return part < 0 || static_cast<std::size_t>(part) >= part_count ? -1 : part;
  };
  std::vector<int> order;
  for (std::size_t k = 0; k < dealing.part_of_slot.size(); ++k)
    order.push_back(static_cast<int>(k));
  // As unsigned numbers -1 comes last.
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return static_cast<unsigned>(part_of(static_cast<std::size_t>(a))) <
           static_cast<unsigned>(part_of(static_cast<std::size_t>(b)));
  });
  for (const int slot : order) {
    const int part = part_of(static_cast<std::size_t>(slot));
    if (groups.empty() || groups.back().part != part) groups.push_back({part, {}});
    groups.back().slots.push_back(slot);
  }
  return groups;
}

Colour slot_colour(int part) {
  return part < 0 ? rgb(0x7A828F) : part_colour(static_cast<std::size_t>(part));
}

double slot_lanes_px(const std::vector<SlotGroup>& groups) {
  if (groups.empty()) return 0.0;
  const LaneSizes sizes = sizes_of(groups);
  return kHeading_px + static_cast<double>(slot_count(groups)) * sizes.lane_px +
         static_cast<double>(groups.size() - 1) * sizes.gap_px;
}

void draw_slot_lanes(Canvas& canvas, const RollLayout& layout, const RollRow& row,
                     const Dealing& dealing, const std::vector<SlotGroup>& groups, double top) {
  if (groups.empty()) return;
  const LaneSizes sizes = sizes_of(groups);
  std::vector<Rect> lanes(slot_count(groups));  // of each slot
  std::vector<Colour> colours(lanes.size());
  canvas.text({row.area.x - 3.0, top + kHeading_px / 2.0}, "slot · activity",
              {10.0, kQuietRollWords, 1.0, false, false});
  double y = top + kHeading_px;
  for (const SlotGroup& group : groups) {
    for (const int slot : group.slots) {
      const auto at = static_cast<std::size_t>(slot);
      lanes[at] = {row.area.x, y, row.area.width, sizes.lane_px};
      colours[at] = slot_colour(group.part);
      draw_lane(canvas, layout, lanes[at], slot, dealing, colours[at]);
      y += sizes.lane_px;
    }
    y += sizes.gap_px;
  }
  draw_marks(canvas, layout, row, dealing, lanes, colours);
}

}  // namespace divisi::draw

#include "draw/dealing_picture.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "draw/note_shares.h"
#include "draw/part_table.h"
#include "draw/piano_roll.h"
#include "draw/roll_layout.h"
#include "draw/roll_page.h"
#include "draw/slot_lanes.h"
#include "draw/slot_matrix.h"

namespace divisi::draw {
namespace {

/// The pitched parts with the notes that were dealt to them.
Score dealt_score(const Score& score, const Dealing& dealing) {
  Score dealt;
  dealt.title = score.title;
  dealt.duration_s = score.duration_s;
  for (const Part& part : score.parts) {
    if (!part.is_drums) dealt.parts.push_back({part.name, part.program, false, {}});
  }
  dealt.parts.resize(std::max(dealt.parts.size(), dealing.shares.columns));
  const std::size_t notes = std::min(dealing.notes.size(), dealing.part_of_note.size());
  for (std::size_t n = 0; n < notes; ++n) {
    const auto part = static_cast<std::size_t>(dealing.part_of_note[n]);
    if (part < dealt.parts.size()) dealt.parts[part].notes.push_back(dealing.notes[n]);
  }
  return dealt;
}

/// A page whose rows have room for lanes below them, and room for a matrix at its end.
struct DealingLayout {
  RollLayout roll;
  double lanes_px = 0.0;
  double matrix_top = 0.0;

  double lanes_top(const RollRow& row) const { return row.area.bottom(); }
  double axis_top(const RollRow& row) const { return row.area.bottom() + lanes_px; }
};

DealingLayout lay_out(const Score& dealt, const DealingPictureOptions& options, double lanes_px,
                      double matrix_px) {
  DealingLayout layout;
  PianoRollOptions roll;
  roll.start_s = options.start_s;
  layout.roll = lay_out_roll(dealt, roll);
  layout.lanes_px = lanes_px;
  double moved = 0.0;
  for (RollRow& row : layout.roll.rows) {
    row.area.y += moved;
    moved += lanes_px;
  }
  constexpr double kAxis_px = 44.0;
  layout.matrix_top = layout.axis_top(layout.roll.rows.back()) + kAxis_px;
  if (matrix_px > 0.0) moved += matrix_px + 26.0;
  layout.roll.height_px =
      static_cast<int>(std::min(32767.0, std::ceil(layout.roll.height_px + moved)));
  return layout;
}

void draw_shared_note(Canvas& canvas, const RollLayout& layout, const RollRow& row,
                      const Note& note, const std::vector<float>& shares, std::size_t winner) {
  const auto [second, share] = runner_up(shares, winner);
  const Colour colour = share_colour(shares, winner);
  // A sure note is as bright as its part; one in two minds falls back.
  const double strength = 1.0 - 0.8 * std::min(0.5, share);
  const Rect bar = draw_note_bar(
      canvas, layout, row, note,
      {mix(kRollGround, colour, strength), mix(part_colour(winner), rgb(0xFFFFFF), 0.6)});
  if (share < kDisputed) return;
  // Mixtures may look like another part: the two who disputed the note are shown pure as well.
  const auto band_px = [&](double part) {
    return std::max(1.0, 0.5 * std::min(part, 1.0) * bar.height);
  };
  const double upper = band_px(winner < shares.size() ? shares[winner] : 0.0);
  const double lower = band_px(share);
  canvas.fill({bar.x, bar.y, bar.width, upper}, part_colour(winner), 1.0);
  canvas.fill({bar.x, bar.bottom() - lower, bar.width, lower}, part_colour(second), 1.0);
}

void draw_shared_notes(Canvas& canvas, const RollLayout& layout, const RollRow& row,
                       const Dealing& dealing, std::size_t part_count) {
  canvas.confine(row.area);
  const std::size_t notes = std::min(dealing.notes.size(), dealing.part_of_note.size());
  for (std::size_t n = 0; n < notes; ++n) {
    const Note& note = dealing.notes[n];
    const auto part = static_cast<std::size_t>(dealing.part_of_note[n]);
    if (part >= part_count || !is_drawable(note) || !sounds_in(row, note)) continue;
    draw_shared_note(canvas, layout, row, note, shares_of(dealing, n), part);
  }
  canvas.release();
}

/// Below the last row: what the slots have to do with each other, and the parts in figures.
void draw_foot(Canvas& canvas, const DealingLayout& page, const Score& dealt,
               const Dealing& dealing, const std::vector<SlotGroup>& groups) {
  const double height = slot_matrix_px(dealing, groups);
  if (height <= 0.0) return;
  const Rect area = page.roll.rows.back().area;
  const double right = draw_slot_matrix(canvas, dealing, groups, {area.x, page.matrix_top});
  const double left = std::max(right, area.x + 330.0) + 50.0;
  draw_part_table(canvas, dealt, dealing, groups,
                  {left, page.matrix_top, area.right() - left, height});
}

}  // namespace

Canvas draw_dealing(const Score& score, const Dealing& dealing,
                    const DealingPictureOptions& options) {
  const Score dealt = dealt_score(score, dealing);
  const std::vector<SlotGroup> groups = slots_by_part(dealing, dealt.parts.size());
  const DealingLayout page =
      lay_out(dealt, options, slot_lanes_px(groups), slot_matrix_px(dealing, groups));
  const RollLayout& layout = page.roll;
  Canvas canvas(layout.width_px, layout.height_px, kRollGround);
  for (const RollRow& row : layout.rows) {
    canvas.fill(row.area, rgb(0x121720));
    draw_octaves(canvas, layout, row);
    draw_slot_lanes(canvas, layout, row, dealing, groups, page.lanes_top(row));
    Rect over = row.area;
    over.height += page.lanes_px;
    draw_moments(canvas, layout, row, over);
    draw_shared_notes(canvas, layout, row, dealing, dealt.parts.size());
    draw_keyboard(canvas, layout, row);
    draw_time_axis(canvas, layout, row, page.axis_top(row));
  }
  draw_foot(canvas, page, dealt, dealing, groups);
  draw_header(canvas, layout, options.title.empty() ? score.title : options.title,
              roll_summary(dealt, layout));
  draw_legend(
      canvas, layout, part_legend(dealt),
      "a note's upper edge: who won it  ·  lower edge: who nearly did  ·  between: the mixture");
  return canvas;
}

}  // namespace divisi::draw

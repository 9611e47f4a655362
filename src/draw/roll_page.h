/// What all pages of piano rolls have around their notes.
///
/// Thread    one at a time for each canvas.
#pragma once

#include <string>
#include <vector>

#include "draw/canvas.h"
#include "draw/roll_layout.h"

namespace divisi::draw {

inline const Colour kRollGround = rgb(0x0B0E14);
inline const Colour kRollWords = rgb(0xE6EAF0);
inline const Colour kQuietRollWords = rgb(0x8B95A5);

/// Lines under the Cs.
void draw_octaves(Canvas& canvas, const RollLayout& layout, const RollRow& row);

/// Lines at round times, over the row or over what lies on the same ruler of time.
void draw_moments(Canvas& canvas, const RollLayout& layout, const RollRow& row, const Rect& over);

void draw_keyboard(Canvas& canvas, const RollLayout& layout, const RollRow& row);

/// The times, below `y`.
void draw_time_axis(Canvas& canvas, const RollLayout& layout, const RollRow& row, double y);

struct BarColours {
  Colour body;
  Colour edge;  ///< marks the onset
};

/// The bar of a note that is_drawable(), where it lies then; confine() to the row before.
Rect draw_note_bar(Canvas& canvas, const RollLayout& layout, const RollRow& row, const Note& note,
                   const BarColours& colours);

/// A title, shortened where it must be, and at the right `summary`.
void draw_header(Canvas& canvas, const RollLayout& layout, const std::string& title,
                 const std::string& summary);

struct LegendItem {
  std::string words;
  Colour colour;
};

/// The parts' names in their colours; those without a name by number.
std::vector<LegendItem> part_legend(const Score& score);

/// At the foot of the page: as many items as fit, and at the right `hint`.
void draw_legend(Canvas& canvas, const RollLayout& layout, const std::vector<LegendItem>& items,
                 const std::string& hint);

/// As much of the words as fits into `room_px`.
std::string fitting(const Canvas& canvas, std::string words, const TextStyle& style,
                    double room_px);

/// "12 notes in 3 parts  ·  1:05"
std::string roll_summary(const Score& score, const RollLayout& layout);

}  // namespace divisi::draw

#include "draw/roll_page.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "draw/axis_ticks.h"

namespace divisi::draw {
namespace {

bool is_black(int midi) {
  constexpr std::array<bool, 12> kBlack = {false, true,  false, true,  false, false,
                                           true,  false, true,  false, true,  false};
  return kBlack[static_cast<std::size_t>(midi % 12)];
}

/// Pixel edges, so that lines of one pixel are one pixel.
double crisp(double position) { return std::floor(position) + 0.5; }

std::vector<Tick> ticks_of(const RollLayout& layout, const RollRow& row) {
  return time_ticks(row.start_s, row.end_s, 16, layout.rows.back().end_s);
}

}  // namespace

void draw_octaves(Canvas& canvas, const RollLayout& layout, const RollRow& row) {
  const LineStyle octave{rgb(0xFFFFFF).with_alpha(0.16), 1.0, false};
  for (int midi = layout.lowest_midi; midi <= layout.highest_midi; ++midi) {
    if (midi % 12 != 0) continue;
    const double y = crisp(layout.y_of(row, midi) + layout.semitone_px);
    canvas.line({row.area.x, y}, {row.area.right(), y}, octave);
  }
}

void draw_moments(Canvas& canvas, const RollLayout& layout, const RollRow& row, const Rect& over) {
  const LineStyle moment{rgb(0xFFFFFF).with_alpha(0.07), 1.0, false};
  for (const Tick& tick : ticks_of(layout, row)) {
    const double x = crisp(layout.x_of(row, tick.value));
    canvas.line({x, over.y}, {x, over.bottom()}, moment);
  }
}

void draw_keyboard(Canvas& canvas, const RollLayout& layout, const RollRow& row) {
  const double x = row.area.x - layout.keyboard_px - 3.0;
  const double key = layout.semitone_px;
  canvas.fill({x, row.area.y, layout.keyboard_px, row.area.height}, rgb(0xC9CFD8), 2.0);
  for (int midi = layout.lowest_midi; midi <= layout.highest_midi; ++midi) {
    const double y = layout.y_of(row, midi);
    if (is_black(midi)) {
      canvas.fill({x, y + 0.5, layout.keyboard_px * 0.62, key - 1.0}, rgb(0x1A1F29), 1.0);
      // The crack between two white keys runs under the middle of a black one.
      canvas.line({x + layout.keyboard_px * 0.62, crisp(y + key / 2.0)},
                  {x + layout.keyboard_px, crisp(y + key / 2.0)}, {rgb(0x8790A0), 1.0, false});
    } else if (midi % 12 == 0 || midi % 12 == 5) {
      canvas.line({x, crisp(y + key)}, {x + layout.keyboard_px, crisp(y + key)},
                  {rgb(0x8790A0), 1.0, false});
    }
    if (midi % 12 == 0) {
      canvas.text({x - 7.0, y + key / 2.0}, "C" + std::to_string(midi / 12 - 1),
                  {12.0, kQuietRollWords, 1.0, false, false});
    }
  }
}

void draw_time_axis(Canvas& canvas, const RollLayout& layout, const RollRow& row, double y) {
  for (const Tick& tick : ticks_of(layout, row)) {
    const double x = crisp(layout.x_of(row, tick.value));
    canvas.line({x, y}, {x, y + 4.0}, {kQuietRollWords, 1.0, false});
    // A label at the very edge leans inwards instead of over it.
    const double room = std::min(x - row.area.x, row.area.right() - x);
    const double across = room > 14.0 ? 0.5 : (x < row.area.x + 14.0 ? 0.0 : 1.0);
    canvas.text({x, y + 14.0}, tick.label, {12.0, kQuietRollWords, across, false, false});
  }
}

Rect draw_note_bar(Canvas& canvas, const RollLayout& layout, const RollRow& row, const Note& note,
                   const BarColours& colours) {
  const double left = layout.x_of(row, std::max(note.onset_s, row.start_s));
  const double right = layout.x_of(row, std::min(note.offset_s, row.end_s));
  const double height = layout.semitone_px - 1.0;
  const Rect bar{left, layout.y_of(row, note.pitch_midi) + 0.5, std::max(2.5, right - left - 0.75),
                 height};
  const double corner = std::min(3.0, height / 2.5);
  // A dark rim first: it keeps bars apart from each other and from bright sound behind them.
  canvas.fill({bar.x - 1.0, bar.y - 1.0, bar.width + 2.0, bar.height + 2.0},
              kRollGround.with_alpha(0.75), corner + 1.0);
  canvas.fill(bar, colours.body, corner);
  if (note.onset_s >= row.start_s) {
    const double edge = std::min(3.0, bar.width);
    canvas.fill({bar.x, bar.y, edge, bar.height}, colours.edge, std::min(corner, edge / 2.0));
  }
  return bar;
}

void draw_header(Canvas& canvas, const RollLayout& layout, const std::string& title,
                 const std::string& summary) {
  const TextStyle quiet{14.0, kQuietRollWords, 1.0, false, false};
  const double right = layout.width_px - layout.margin_px;
  const double middle = layout.margin_px + 14.0;
  canvas.text({right, middle}, summary, quiet);
  const TextStyle bold{22.0, kRollWords, 0.0, true, false};
  const double room = right - layout.margin_px - canvas.text_width_px(summary, quiet) - 40.0;
  canvas.text({layout.margin_px, middle}, fitting(canvas, title, bold, room), bold);
}

std::vector<LegendItem> part_legend(const Score& score) {
  std::vector<LegendItem> items;
  for (std::size_t p = 0; p < score.parts.size(); ++p) {
    const std::string& name = score.parts[p].name;
    items.push_back({name.empty() ? "Part " + std::to_string(p + 1) : name, part_colour(p)});
  }
  return items;
}

void draw_legend(Canvas& canvas, const RollLayout& layout, const std::vector<LegendItem>& items,
                 const std::string& hint) {
  const TextStyle style{13.0, kQuietRollWords, 0.0, false, false};
  const double y = layout.height_px - 26.0;
  const double hint_px = canvas.text_width_px(hint, style);
  const double right = layout.width_px - layout.margin_px;
  double x = layout.rows.front().area.x;
  for (const LegendItem& item : items) {
    const std::string words = fitting(canvas, item.words, style, 220.0);
    const double width = 20.0 + canvas.text_width_px(words, style);
    if (x + width > right - hint_px - 30.0) {
      canvas.text({x, y}, "…", style);
      break;
    }
    canvas.fill({x, y - 5.0, 14.0, 10.0}, item.colour, 3.0);
    canvas.text({x + 20.0, y}, words, style);
    x += width + 18.0;
  }
  canvas.text({right - hint_px, y}, hint, style);
}

std::string fitting(const Canvas& canvas, std::string words, const TextStyle& style,
                    double room_px) {
  if (canvas.text_width_px(words, style) <= room_px) return words;
  while (!words.empty() && canvas.text_width_px(words + "…", style) > room_px) {
    do words.pop_back();
    while (!words.empty() && (static_cast<unsigned char>(words.back()) & 0xC0U) == 0x80U);
  }
  return words + "…";
}

std::string roll_summary(const Score& score, const RollLayout& layout) {
  const double length_s = layout.rows.back().end_s - layout.rows.front().start_s;
  std::size_t notes = 0;
  for (const Part& part : score.parts) notes += part.notes.size();
  std::string words = std::to_string(notes) + (notes == 1 ? " note" : " notes");
  if (score.parts.size() > 1) words += " in " + std::to_string(score.parts.size()) + " parts";
  const double shown_s = length_s >= 60.0 ? std::round(length_s) : length_s;
  return words + "  ·  " + time_label(shown_s, shown_s >= 60.0, shown_s >= 3600.0);
}

}  // namespace divisi::draw

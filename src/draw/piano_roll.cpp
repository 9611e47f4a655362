#include "draw/piano_roll.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "draw/axis_ticks.h"
#include "draw/roll_backdrop.h"
#include "draw/roll_layout.h"

namespace divisi::draw {
namespace {

const Colour kGround = rgb(0x0B0E14);
const Colour kWords = rgb(0xE6EAF0);
const Colour kQuietWords = rgb(0x8B95A5);

bool is_black(int midi) {
  constexpr std::array<bool, 12> kBlack = {false, true,  false, true,  false, false,
                                           true,  false, true,  false, true,  false};
  return kBlack[static_cast<std::size_t>(midi % 12)];
}

NoteColour chosen_colour(const Score& score, NoteColour wished) {
  if (wished != NoteColour::automatic) return wished;
  return score.parts.size() > 1 ? NoteColour::part : NoteColour::pitch_class;
}

Colour colour_of(const Note& note, std::size_t part, NoteColour by) {
  if (by == NoteColour::part) return part_colour(part);
  if (by == NoteColour::confidence) return confidence_colour(note.confidence);
  return pitch_class_colour(note.pitch_midi);
}

/// Pixel edges, so that lines of one pixel are one pixel.
double crisp(double position) { return std::floor(position) + 0.5; }

void draw_grid(Canvas& canvas, const RollLayout& layout, const RollRow& row) {
  const LineStyle octave{rgb(0xFFFFFF).with_alpha(0.16), 1.0, false};
  const LineStyle moment{rgb(0xFFFFFF).with_alpha(0.07), 1.0, false};
  for (int midi = layout.lowest_midi; midi <= layout.highest_midi; ++midi) {
    if (midi % 12 != 0) continue;
    const double y = crisp(layout.y_of(row, midi) + layout.semitone_px);
    canvas.line({row.area.x, y}, {row.area.right(), y}, octave);
  }
  for (const Tick& tick : time_ticks(row.start_s, row.end_s, 16, layout.rows.back().end_s)) {
    const double x = crisp(layout.x_of(row, tick.value));
    canvas.line({x, row.area.y}, {x, row.area.bottom()}, moment);
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
                  {12.0, kQuietWords, 1.0, false, false});
    }
  }
}

void draw_time_axis(Canvas& canvas, const RollLayout& layout, const RollRow& row) {
  for (const Tick& tick : time_ticks(row.start_s, row.end_s, 16, layout.rows.back().end_s)) {
    const double x = crisp(layout.x_of(row, tick.value));
    canvas.line({x, row.area.bottom()}, {x, row.area.bottom() + 4.0}, {kQuietWords, 1.0, false});
    // A label at the very edge leans inwards instead of over it.
    const double room = std::min(x - row.area.x, row.area.right() - x);
    const double across = room > 14.0 ? 0.5 : (x < row.area.x + 14.0 ? 0.0 : 1.0);
    canvas.text({x, row.area.bottom() + 14.0}, tick.label,
                {12.0, kQuietWords, across, false, false});
  }
}

void draw_note(Canvas& canvas, const RollLayout& layout, const RollRow& row, const Note& note,
               const Colour& colour) {
  const double left = layout.x_of(row, std::max(note.onset_s, row.start_s));
  const double right = layout.x_of(row, std::min(note.offset_s, row.end_s));
  const double height = layout.semitone_px - 1.0;
  const Rect bar{left, layout.y_of(row, note.pitch_midi) + 0.5, std::max(2.5, right - left - 0.75),
                 height};
  const double corner = std::min(3.0, height / 2.5);
  const double loudness = std::clamp(note.velocity, 1, 127) / 127.0;
  // A dark rim first: it keeps bars apart from each other and from bright sound behind them.
  canvas.fill({bar.x - 1.0, bar.y - 1.0, bar.width + 2.0, bar.height + 2.0},
              kGround.with_alpha(0.75), corner + 1.0);
  canvas.fill(bar, mix(kGround, colour, 0.38 + 0.62 * loudness), corner);
  if (note.onset_s >= row.start_s) {
    const double edge = std::min(3.0, bar.width);
    canvas.fill({bar.x, bar.y, edge, bar.height}, mix(colour, rgb(0xFFFFFF), 0.72),
                std::min(corner, edge / 2.0));
  }
}

void draw_notes(Canvas& canvas, const RollLayout& layout, const RollRow& row, const Score& score,
                NoteColour by) {
  canvas.confine(row.area);
  for (std::size_t p = 0; p < score.parts.size(); ++p) {
    for (const Note& note : score.parts[p].notes) {
      if (!is_drawable(note) || note.offset_s <= row.start_s || note.onset_s >= row.end_s) continue;
      draw_note(canvas, layout, row, note, colour_of(note, p, by));
    }
  }
  canvas.release();
}

std::string summary_of(const Score& score, double length_s) {
  std::size_t notes = 0;
  for (const Part& part : score.parts) notes += part.notes.size();
  std::string words = std::to_string(notes) + (notes == 1 ? " note" : " notes");
  if (score.parts.size() > 1) words += " in " + std::to_string(score.parts.size()) + " parts";
  const double shown_s = length_s >= 60.0 ? std::round(length_s) : length_s;
  return words + "  ·  " + time_label(shown_s, shown_s >= 60.0, shown_s >= 3600.0);
}

/// As much of the words as fits.
std::string fitting(const Canvas& canvas, std::string words, const TextStyle& style, double room) {
  if (canvas.text_width_px(words, style) <= room) return words;
  while (!words.empty() && canvas.text_width_px(words + "…", style) > room) {
    do words.pop_back();
    while (!words.empty() && (static_cast<unsigned char>(words.back()) & 0xC0U) == 0x80U);
  }
  return words + "…";
}

void draw_header(Canvas& canvas, const RollLayout& layout, const Score& score,
                 const PianoRollOptions& options) {
  const TextStyle quiet{14.0, kQuietWords, 1.0, false, false};
  const std::string summary =
      summary_of(score, layout.rows.back().end_s - layout.rows.front().start_s);
  const double right = layout.width_px - layout.margin_px;
  const double middle = layout.margin_px + 14.0;
  canvas.text({right, middle}, summary, quiet);
  const TextStyle title{22.0, kWords, 0.0, true, false};
  const double room = right - layout.margin_px - canvas.text_width_px(summary, quiet) - 40.0;
  const std::string words = options.title.empty() ? score.title : options.title;
  canvas.text({layout.margin_px, middle}, fitting(canvas, words, title, room), title);
}

struct LegendItem {
  std::string words;
  Colour colour;
};

std::vector<LegendItem> legend_of(const Score& score, NoteColour by) {
  std::vector<LegendItem> items;
  if (by == NoteColour::part) {
    for (std::size_t p = 0; p < score.parts.size(); ++p) {
      const std::string& name = score.parts[p].name;
      items.push_back({name.empty() ? "Part " + std::to_string(p + 1) : name, part_colour(p)});
    }
  } else if (by == NoteColour::confidence) {
    for (const int percent : {10, 30, 50, 70, 90}) {
      items.push_back({std::to_string(percent) + " % sure", confidence_colour(percent / 100.0)});
    }
  } else {
    constexpr std::array<const char*, 12> kNames = {"C",  "C♯", "D",  "E♭", "E",  "F",
                                                    "F♯", "G",  "A♭", "A",  "B♭", "B"};
    for (int pitch = 0; pitch < 12; ++pitch) {
      items.push_back({kNames[static_cast<std::size_t>(pitch)], pitch_class_colour(pitch)});
    }
  }
  return items;
}

void draw_legend(Canvas& canvas, const RollLayout& layout, const Score& score, NoteColour by) {
  const TextStyle style{13.0, kQuietWords, 0.0, false, false};
  const double y = layout.height_px - 26.0;
  const std::string hint = "brightness: velocity  ·  bright edge: onset";
  const double hint_px = canvas.text_width_px(hint, style);
  const double right = layout.width_px - layout.margin_px;
  double x = layout.rows.front().area.x;
  for (const LegendItem& item : legend_of(score, by)) {
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

}  // namespace

Canvas draw_piano_roll(const Score& score, const Spectrogram& spectrogram,
                       const PianoRollOptions& options) {
  const RollLayout layout = lay_out_roll(score, options);
  const NoteColour by = chosen_colour(score, options.colour);
  Canvas canvas(layout.width_px, layout.height_px, kGround);
  const Backdrop backdrop(spectrogram);
  for (const RollRow& row : layout.rows) {
    backdrop.draw(canvas, layout, row);
    draw_grid(canvas, layout, row);
    draw_notes(canvas, layout, row, score, by);
    draw_keyboard(canvas, layout, row);
    draw_time_axis(canvas, layout, row);
  }
  draw_header(canvas, layout, score, options);
  draw_legend(canvas, layout, score, by);
  return canvas;
}

Expected<void> write_piano_roll(const Score& score, const Spectrogram& spectrogram,
                                const PianoRollOptions& options,
                                const std::filesystem::path& path) {
  return draw_piano_roll(score, spectrogram, options).write_png(path);
}

}  // namespace divisi::draw

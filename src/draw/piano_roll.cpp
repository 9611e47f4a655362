#include "draw/piano_roll.h"

#include <algorithm>
#include <array>
#include <vector>

#include "draw/roll_backdrop.h"
#include "draw/roll_layout.h"
#include "draw/roll_page.h"

namespace divisi::draw {
namespace {

NoteColour chosen_colour(const Score& score, NoteColour wished) {
  if (wished != NoteColour::automatic) return wished;
  return score.parts.size() > 1 ? NoteColour::part : NoteColour::pitch_class;
}

Colour colour_of(const Note& note, std::size_t part, NoteColour by) {
  if (by == NoteColour::part) return part_colour(part);
  if (by == NoteColour::confidence) return confidence_colour(note.confidence);
  return pitch_class_colour(note.pitch_midi);
}

/// Where its pitch goes, across the keys around its bar.
void draw_bends(Canvas& canvas, const RollLayout& layout, const RollRow& row, const Note& note,
                const Colour& colour) {
  const double key_y = layout.y_of(row, note.pitch_midi) + layout.semitone_px / 2.0;
  std::vector<Point> points;
  for (std::size_t i = 0; i < note.bend_cents.size(); ++i)
    points.emplace_back(layout.x_of(row, time_of_bend(note, i)),
                        key_y - note.bend_cents[i] / 100.0 * layout.semitone_px);
  if (points.size() > 1) canvas.polyline(points, {colour, 1.25, false});
}

void draw_note(Canvas& canvas, const RollLayout& layout, const RollRow& row, const Note& note,
               const Colour& colour) {
  const double loudness = std::clamp(note.velocity, 1, 127) / 127.0;
  draw_note_bar(
      canvas, layout, row, note,
      {mix(kRollGround, colour, 0.38 + 0.62 * loudness), mix(colour, rgb(0xFFFFFF), 0.72)});
  draw_bends(canvas, layout, row, note, mix(colour, rgb(0xFFFFFF), 0.72));
}

void draw_notes(Canvas& canvas, const RollLayout& layout, const RollRow& row, const Score& score,
                NoteColour by) {
  canvas.confine(row.area);
  for (std::size_t p = 0; p < score.parts.size(); ++p) {
    for (const Note& note : score.parts[p].notes) {
      if (!is_drawable(note) || !sounds_in(row, note)) continue;
      draw_note(canvas, layout, row, note, colour_of(note, p, by));
    }
  }
  canvas.release();
}

std::vector<LegendItem> legend_of(const Score& score, NoteColour by) {
  if (by == NoteColour::part) return part_legend(score);
  std::vector<LegendItem> items;
  if (by == NoteColour::confidence) {
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

std::string legend_hint(const Score& score) {
  const bool bends = std::any_of(score.parts.begin(), score.parts.end(), [](const Part& part) {
    return std::any_of(part.notes.begin(), part.notes.end(),
                       [](const Note& note) { return note.bend_cents.size() > 1; });
  });
  const std::string hint = "brightness: velocity  ·  bright edge: onset";
  return bends ? hint + "  ·  line: pitch" : hint;
}

}  // namespace

Canvas draw_piano_roll(const Score& score, const Spectrogram& spectrogram,
                       const PianoRollOptions& options) {
  const RollLayout layout = lay_out_roll(score, options);
  const NoteColour by = chosen_colour(score, options.colour);
  Canvas canvas(layout.width_px, layout.height_px, kRollGround);
  const Backdrop backdrop(spectrogram);
  for (const RollRow& row : layout.rows) {
    backdrop.draw(canvas, layout, row);
    draw_octaves(canvas, layout, row);
    draw_moments(canvas, layout, row, row.area);
    draw_notes(canvas, layout, row, score, by);
    draw_keyboard(canvas, layout, row);
    draw_time_axis(canvas, layout, row, row.area.bottom());
  }
  draw_header(canvas, layout, options.title.empty() ? score.title : options.title,
              roll_summary(score, layout));
  draw_legend(canvas, layout, legend_of(score, by), legend_hint(score));
  return canvas;
}

Expected<void> write_piano_roll(const Score& score, const Spectrogram& spectrogram,
                                const PianoRollOptions& options,
                                const std::filesystem::path& path) {
  return draw_piano_roll(score, spectrogram, options).write_png(path);
}

}  // namespace divisi::draw

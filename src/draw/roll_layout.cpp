#include "draw/roll_layout.h"

#include <algorithm>
#include <cmath>

namespace divisi::draw {
namespace {

constexpr double kLatest_s = 1e7;
constexpr double kLabels_px = 40.0;
constexpr double kTimeAxis_px = 26.0;
constexpr double kRowGap_px = 16.0;
constexpr double kLegend_px = 34.0;

struct PitchRange {
  int lowest = 0;
  int highest = 0;
};

/// The notes and some air around them, never less than two octaves.
PitchRange pitch_range(const Score& score) {
  int lowest = 128;
  int highest = -1;
  for (const Part& part : score.parts) {
    for (const Note& note : part.notes) {
      if (!is_drawable(note)) continue;
      lowest = std::min(lowest, note.pitch_midi);
      highest = std::max(highest, note.pitch_midi);
    }
  }
  if (highest < 0) return {48, 84};
  constexpr int kAir = 4;
  constexpr int kLeast = 24;
  lowest -= kAir;
  highest += kAir;
  const int missing = std::max(0, kLeast - (highest - lowest + 1));
  lowest -= missing / 2;
  highest += missing - missing / 2;
  return {std::max(0, lowest), std::min(127, highest)};
}

PitchRange checked_range(const std::pair<int, int>& wished) {
  const int lowest = std::clamp(wished.first, 0, 127);
  return {lowest, std::clamp(wished.second, lowest, 127)};
}

double end_of(const Score& score, double start_s) {
  double end_s = start_s;
  if (score.duration_s > 0.0 && score.duration_s < kLatest_s) end_s += score.duration_s;
  for (const Part& part : score.parts) {
    for (const Note& note : part.notes) {
      if (is_drawable(note)) end_s = std::max(end_s, note.offset_s);
    }
  }
  return std::max(end_s, start_s + 1.0);
}

}  // namespace

bool is_drawable(const Note& note) {
  return note.onset_s >= 0.0 && note.offset_s > note.onset_s && note.offset_s < kLatest_s &&
         note.pitch_midi >= 0 && note.pitch_midi <= 127;
}

bool sounds_in(const RollRow& row, const Note& note) {
  return note.offset_s > row.start_s && note.onset_s < row.end_s;
}

RollLayout lay_out_roll(const Score& score, const PianoRollOptions& options) {
  RollLayout layout;
  layout.width_px = std::clamp(options.width_px, 400, 8000);
  const PitchRange pitches =
      options.pitches_midi ? checked_range(*options.pitches_midi) : pitch_range(score);
  layout.lowest_midi = pitches.lowest;
  layout.highest_midi = pitches.highest;
  const double start_s =
      options.start_s >= 0.0 && options.start_s < kLatest_s ? options.start_s : 0.0;
  const double length_s = end_of(score, start_s) - start_s;
  const double wished_s = options.row_s > 0.1 ? options.row_s : 0.1;
  // A little longer than one row is still one row: better than a row with three notes.
  const double rows_wished = std::max(1.0, std::ceil(length_s / wished_s - 0.25));
  const int most = std::clamp(options.most_rows, 1, 40);
  const int rows = static_cast<int>(std::min<double>(most, rows_wished));
  const double row_s = std::max(length_s / rows, rows > 1 && rows_wished <= most ? wished_s : 0.0);
  layout.semitone_px = rows == 1 ? 11.0 : rows <= 3 ? 9.0 : rows <= 6 ? 7.0 : 5.0;
  const double height = (layout.highest_midi - layout.lowest_midi + 1) * layout.semitone_px;
  const double left = layout.margin_px + kLabels_px + layout.keyboard_px;
  double y = layout.header_px + layout.margin_px / 2.0;
  for (int i = 0; i < rows; ++i) {
    const Rect area{left, y, layout.width_px - left - layout.margin_px, height};
    layout.rows.push_back({area, start_s + i * row_s, start_s + (i + 1) * row_s});
    y += height + kTimeAxis_px + kRowGap_px;
  }
  layout.height_px = static_cast<int>(std::min(32767.0, y + kLegend_px));
  return layout;
}

}  // namespace divisi::draw

#include "decode/targets.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace divisi::decode {
namespace {

/// A note measured in rows of the window.
struct Stroke {
  int pitch;
  double onset;
  double offset;
  float velocity;
};

/// First and one-past-last row of the window whose centres lie in [low, high].
struct RowRange {
  std::size_t begin;
  std::size_t end;
};

RowRange rows_within(double low, double high, std::size_t row_count) {
  const double last = static_cast<double>(row_count);
  const double begin = std::clamp(std::ceil(low), 0.0, last);
  const double end = std::clamp(std::floor(high) + 1.0, begin, last);
  return {static_cast<std::size_t>(begin), static_cast<std::size_t>(end)};
}

std::vector<Stroke> strokes_in_window(const std::vector<Note>& notes, const FrameGrid& window,
                                      const PitchGrid& pitches, std::size_t row_count) {
  const double first = -kTriangleHalfWidthFrames;
  const double last = static_cast<double>(row_count) - 1.0 + kTriangleHalfWidthFrames;
  std::vector<Stroke> strokes;
  for (const Note& note : notes) {
    const double onset = window.frame_at(note.onset_s);
    const double offset = window.frame_at(note.offset_s);
    const bool is_seen = offset > onset && onset < last && offset > first && std::isfinite(onset) &&
                         std::isfinite(offset) && pitches.contains_midi(note.pitch_midi);
    if (!is_seen) continue;
    strokes.push_back({note.pitch_midi - pitches.lowest_midi, onset, offset,
                       static_cast<float>(note.velocity) / 127.0f});
  }
  std::sort(strokes.begin(), strokes.end(), [](const Stroke& a, const Stroke& b) {
    return a.pitch != b.pitch ? a.pitch < b.pitch : a.onset < b.onset;
  });
  return strokes;
}

float triangle(std::size_t row, double apex) {
  const double distance = std::abs(static_cast<double>(row) - apex);
  return static_cast<float>(std::max(0.0, 1.0 - distance / kTriangleHalfWidthFrames));
}

void draw_onset(const Stroke& stroke, Evidence& out) {
  const RowRange rows = rows_within(stroke.onset - kTriangleHalfWidthFrames,
                                    stroke.onset + kTriangleHalfWidthFrames, out.onset.rows);
  const auto column = static_cast<std::size_t>(stroke.pitch);
  for (std::size_t row = rows.begin; row < rows.end; ++row) {
    const float height = triangle(row, stroke.onset);
    if (height <= out.onset.at(row, column)) continue;
    out.onset.at(row, column) = height;
    out.velocity.at(row, column) = stroke.velocity;
  }
}

void draw_offset(const Stroke& stroke, Evidence& out) {
  const RowRange rows = rows_within(stroke.offset - kTriangleHalfWidthFrames,
                                    stroke.offset + kTriangleHalfWidthFrames, out.offset.rows);
  const auto column = static_cast<std::size_t>(stroke.pitch);
  for (std::size_t row = rows.begin; row < rows.end; ++row) {
    float& cell = out.offset.at(row, column);
    cell = std::max(cell, triangle(row, stroke.offset));
  }
}

/// Adds the time in [begin, end], in rows, to the rows it falls into.
void draw_sounding(int pitch, double begin, double end, Map2d& frame) {
  const RowRange rows = rows_within(begin - 0.5, end + 0.5, frame.rows);
  const auto column = static_cast<std::size_t>(pitch);
  for (std::size_t row = rows.begin; row < rows.end; ++row) {
    const double centre = static_cast<double>(row);
    const double share = std::min(end, centre + 0.5) - std::max(begin, centre - 0.5);
    if (share <= 0.0) continue;
    float& cell = frame.at(row, column);
    cell = std::min(1.0f, cell + static_cast<float>(share));
  }
}

/// Strokes of one pitch may overlap (unisons of several parts): time already drawn is not counted
/// twice. Strokes must be ordered by pitch, then onset.
void draw_all_sounding(const std::vector<Stroke>& strokes, Map2d& frame) {
  int pitch = -1;
  double drawn_until = 0.0;
  for (const Stroke& stroke : strokes) {
    const double begin = stroke.pitch == pitch ? std::max(stroke.onset, drawn_until) : stroke.onset;
    drawn_until = stroke.pitch == pitch ? std::max(stroke.offset, drawn_until) : stroke.offset;
    pitch = stroke.pitch;
    if (stroke.offset > begin) draw_sounding(pitch, begin, stroke.offset, frame);
  }
}

Evidence blank(const FrameGrid& window, const PitchGrid& pitches, std::size_t row_count) {
  const auto columns = static_cast<std::size_t>(pitches.pitch_count);
  const Map2d empty(row_count, columns);
  return {
      window, pitches, empty, empty, empty, empty, static_cast<double>(row_count) * window.hop_s};
}

}  // namespace

Evidence rasterise(const std::vector<Note>& notes, const FrameGrid& frames,
                   const PitchGrid& pitches, std::size_t frame_count) {
  return rasterise_window(notes, frames, pitches, 0, frame_count);
}

Evidence rasterise_window(const std::vector<Note>& notes, const FrameGrid& frames,
                          const PitchGrid& pitches, long first_frame, std::size_t frame_count) {
  DIVISI_CHECK(frames.hop_s > 0.0, "a frame grid needs a positive hop");
  DIVISI_CHECK(pitches.pitch_count >= 0, "a pitch grid has no negative size");
  const FrameGrid window{frames.hop_s, frames.time_s(static_cast<double>(first_frame))};
  Evidence out = blank(window, pitches, frame_count);
  const std::vector<Stroke> strokes = strokes_in_window(notes, window, pitches, frame_count);
  for (const Stroke& stroke : strokes) {
    draw_onset(stroke, out);
    draw_offset(stroke, out);
  }
  draw_all_sounding(strokes, out.frame);
  return out;
}

}  // namespace divisi::decode

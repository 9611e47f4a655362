/// Rulers for time and pitch, and maps that lie on them. No function takes a bare hop size.
#pragma once

#include <cstddef>
#include <vector>

namespace divisi {

/// Frame t is centred on `origin_s + t * hop_s` seconds.
struct FrameGrid {
  double hop_s = 0.0;
  double origin_s = 0.0;

  double time_s(double frame) const { return origin_s + frame * hop_s; }
  double frame_at(double time_s) const { return (time_s - origin_s) / hop_s; }
};

/// Pitch p is MIDI note `lowest_midi + p`, for p in [0, pitch_count).
struct PitchGrid {
  int lowest_midi = 21;
  int pitch_count = 88;

  int midi(int pitch) const { return lowest_midi + pitch; }
  bool contains_midi(int midi) const {
    return midi >= lowest_midi && midi < lowest_midi + pitch_count;
  }
};

/// A matrix of floats [rows, columns], row-major. Rows are frames everywhere in divisi.
struct Map2d {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<float> cells;

  Map2d() = default;
  Map2d(std::size_t row_count, std::size_t column_count, float fill = 0.0f)
      : rows(row_count), columns(column_count), cells(row_count * column_count, fill) {}

  float& at(std::size_t row, std::size_t column) { return cells[row * columns + column]; }
  float at(std::size_t row, std::size_t column) const { return cells[row * columns + column]; }
  float* row(std::size_t index) { return cells.data() + index * columns; }
  const float* row(std::size_t index) const { return cells.data() + index * columns; }
};

}  // namespace divisi

/// Evidence made by hand, for the decoder's tests.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <vector>

#include "decode/targets.h"
#include "divisi/evidence.h"

namespace divisi::decode {

inline constexpr double kHop = 512.0 / 22050.0;
inline const FrameGrid kFrames{kHop, 0.0};
inline const PitchGrid kPitches{};

inline Note note(double onset_s, double offset_s, int pitch_midi, int velocity = 80) {
  return Note{onset_s, offset_s, pitch_midi, velocity, 1.0};
}

inline Evidence evidence_of(const std::vector<Note>& notes, std::size_t rows) {
  return rasterise(notes, kFrames, kPitches, rows);
}

inline Evidence filled_evidence(std::size_t rows, float value) {
  Evidence evidence = evidence_of({}, rows);
  for (Map2d* map : {&evidence.onset, &evidence.frame, &evidence.offset, &evidence.velocity}) {
    map->cells.assign(map->cells.size(), value);
  }
  return evidence;
}

inline std::size_t column_of(int pitch_midi) {
  return static_cast<std::size_t>(pitch_midi - kPitches.lowest_midi);
}

/// Writes `values` into the rows from `row` on.
inline void write(Map2d& map, int pitch_midi, std::size_t row,
                  std::initializer_list<float> values) {
  for (const float value : values) map.at(row++, column_of(pitch_midi)) = value;
}

/// Writes `value` into rows [begin, end).
inline void fill(Map2d& map, int pitch_midi, std::size_t begin, std::size_t end, float value) {
  for (std::size_t row = begin; row < end; ++row) map.at(row, column_of(pitch_midi)) = value;
}

/// Multiplies rows [begin, end) of one pitch by `factor`.
inline void scale(Map2d& map, int pitch_midi, std::size_t begin, std::size_t end, float factor) {
  for (std::size_t row = begin; row < end; ++row) map.at(row, column_of(pitch_midi)) *= factor;
}

}  // namespace divisi::decode

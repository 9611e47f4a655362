#include "engine/timbre_pool.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace divisi::engine {
namespace {

constexpr double kLongestMemory_s = 120.0;

}  // namespace

TimbrePool::TimbrePool(const FrameGrid& frames, const PitchGrid& pitches, int dimensions)
    : frames_(frames),
      pitches_(pitches),
      dimensions_(static_cast<std::size_t>(dimensions)),
      columns_(static_cast<std::size_t>(pitches.pitch_count)) {}

void TimbrePool::add(const TimbreCells& cells) {
  DIVISI_CHECK(cells.dimensions == static_cast<int>(dimensions_), "vectors are [cells, D]");
  const float* vector = cells.vectors.data();
  has_positions_ = has_positions_ || !cells.positions.empty();
  for (std::size_t c = 0; c < cells.frames.size(); ++c, vector += dimensions_) {
    last_frame_ = cells.frames[c];
    Column& column = columns_[cells.pitches[c]];
    column.frames.push_back(last_frame_);
    column.positions.push_back(cells.positions.empty() ? 0.0f : cells.positions[c]);
    column.vectors.insert(column.vectors.end(), vector, vector + dimensions_);
  }
}

void TimbrePool::append(const Note& note, parts::NoteTokens& tokens) const {
  std::vector<float> sum(dimensions_, 0.0f);
  const float position = sum_up(note, sum);
  tokens.add(note, sum.data());
  if (has_positions_) tokens.positions.push_back(position);
}

/// The note's vector into `sum`; gives its position.
float TimbrePool::sum_up(const Note& note, std::vector<float>& sum) const {
  if (!pitches_.contains_midi(note.pitch_midi)) return 0.0f;
  const long begin = std::lround(frames_.frame_at(note.onset_s));
  const long end = std::max(begin + 1, std::lround(frames_.frame_at(note.offset_s)));
  const Column& column = columns_[static_cast<std::size_t>(note.pitch_midi - pitches_.lowest_midi)];
  const auto kept = column.frames.begin() + static_cast<std::ptrdiff_t>(column.forgotten);
  const auto first = std::lower_bound(kept, column.frames.end(), begin);
  auto cell = static_cast<std::size_t>(first - column.frames.begin());
  const float* vector = column.vectors.data() + cell * dimensions_;
  float position = 0.0f;
  int count = 0;
  for (; cell < column.frames.size() && column.frames[cell] < end; ++cell, ++count) {
    for (float& value : sum) value += *vector++;
    position += column.positions[cell];
  }
  for (float& value : sum) value /= static_cast<float>(end - begin);
  return count > 0 ? position / static_cast<float>(count) : 0.0f;
}

void TimbrePool::forget_before(double time_s) {
  const double oldest_s =
      std::max(time_s, frames_.time_s(static_cast<double>(last_frame_)) - kLongestMemory_s);
  const auto frame = static_cast<long>(std::floor(frames_.frame_at(oldest_s)));
  for (Column& column : columns_) {
    while (column.forgotten < column.frames.size() && column.frames[column.forgotten] < frame)
      ++column.forgotten;
    let_go(column);
  }
}

/// Moves what is kept to the front, as rarely as keeps memory bounded and the moving cheap.
void TimbrePool::let_go(Column& column) const {
  if (2 * column.forgotten < column.frames.size() || column.forgotten == 0) return;
  const auto gone = static_cast<std::ptrdiff_t>(column.forgotten);
  const auto numbers = gone * static_cast<std::ptrdiff_t>(dimensions_);
  column.frames.erase(column.frames.begin(), column.frames.begin() + gone);
  column.positions.erase(column.positions.begin(), column.positions.begin() + gone);
  column.vectors.erase(column.vectors.begin(), column.vectors.begin() + numbers);
  column.forgotten = 0;
}

}  // namespace divisi::engine

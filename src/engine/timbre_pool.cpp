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
      cells_(static_cast<std::size_t>(pitches.pitch_count)),
      sum_(dimensions_) {}

void TimbrePool::add(const TimbreCells& cells) {
  DIVISI_CHECK(cells.dimensions == static_cast<int>(dimensions_), "vectors are [cells, D]");
  const float* vector = cells.vectors.data();
  has_positions_ = has_positions_ || !cells.positions.empty();
  for (std::size_t c = 0; c < cells.frames.size(); ++c, vector += dimensions_) {
    last_frame_ = cells.frames[c];
    const float position = cells.positions.empty() ? 0.0f : cells.positions[c];
    cells_[cells.pitches[c]].push_back({last_frame_, position, {vector, vector + dimensions_}});
  }
}

void TimbrePool::append(const Note& note, parts::NoteTokens& tokens) {
  std::fill(sum_.begin(), sum_.end(), 0.0f);
  const float position = sum_up(note);
  tokens.add(note, sum_.data());
  if (has_positions_) tokens.positions.push_back(position);
}

/// The note's vector into `sum_`; gives its position.
float TimbrePool::sum_up(const Note& note) {
  if (!pitches_.contains_midi(note.pitch_midi)) return 0.0f;
  const long begin = std::lround(frames_.frame_at(note.onset_s));
  const long end = std::max(begin + 1, std::lround(frames_.frame_at(note.offset_s)));
  const auto& cells = cells_[static_cast<std::size_t>(note.pitch_midi - pitches_.lowest_midi)];
  const auto before = [](const Cell& cell, long frame) { return cell.frame < frame; };
  auto cell = std::lower_bound(cells.begin(), cells.end(), begin, before);
  float position = 0.0f;
  int count = 0;
  for (; cell != cells.end() && cell->frame < end; ++cell, ++count) {
    for (std::size_t d = 0; d < dimensions_; ++d) sum_[d] += cell->vector[d];
    position += cell->position;
  }
  for (float& value : sum_) value /= static_cast<float>(end - begin);
  return count > 0 ? position / static_cast<float>(count) : 0.0f;
}

void TimbrePool::forget_before(double time_s) {
  const double oldest_s =
      std::max(time_s, frames_.time_s(static_cast<double>(last_frame_)) - kLongestMemory_s);
  const auto frame = static_cast<long>(std::floor(frames_.frame_at(oldest_s)));
  for (auto& cells : cells_) {
    while (!cells.empty() && cells.front().frame < frame) cells.pop_front();
  }
}

}  // namespace divisi::engine

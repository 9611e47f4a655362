#include "engine/bend_pool.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "core/between.h"
#include "parts/families.h"

namespace divisi::engine {
namespace {

/// Nine tenths of a note's numbers lie above one end of its span, nine tenths below the other.
constexpr double kBeyondSpan = 0.1;
/// A note of this span moves.
constexpr double kMoves_cents = 20.0;
/// In a part that moves, so many of the notes that are long enough to tell do.
constexpr double kMovingShare = 0.2;
constexpr double kTells_s = 0.1;

/// Of the cells of frames [begin, end): a number for each frame, where one is missing the last
/// before it, or else the first; empty where all are missing.
std::vector<float> heard_between(const CellColumn& column, long begin, long end) {
  std::vector<float> heard;
  auto cell = column.first_from(begin);
  if (cell == column.frames.end() || *cell >= end) return heard;
  const auto number = [&] {
    return column.vectors[static_cast<std::size_t>(cell - column.frames.begin())];
  };
  float last = number();
  for (long frame = begin; frame < end; ++frame) {
    if (cell != column.frames.end() && *cell == frame) {
      last = number();
      ++cell;
    }
    heard.push_back(last);
  }
  return heard;
}

float median(float a, float b, float c) {
  return std::max(std::min(a, b), std::min(std::max(a, b), c));
}

/// Of each and its neighbours; the ends stay.
std::vector<float> medians(const std::vector<float>& numbers) {
  std::vector<float> smooth = numbers;
  for (std::size_t i = 1; i + 1 < numbers.size(); ++i)
    smooth[i] = median(numbers[i - 1], numbers[i], numbers[i + 1]);
  return smooth;
}

double span_of(std::vector<int> bend) {
  std::sort(bend.begin(), bend.end());
  const auto beyond = static_cast<std::size_t>(kBeyondSpan * static_cast<double>(bend.size()));
  return bend[bend.size() - 1 - beyond] - bend[beyond];
}

bool keeps_pitch(const std::string& family) {
  const auto known = parts::find_family(family);
  return known && parts::kFamilies[*known].keeps_pitch;
}

bool moves(const Part& part) {
  if (keeps_pitch(part.family)) return false;
  int telling = 0, moving = 0;
  for (const Note& note : part.notes) {
    if (note.bend_cents.empty() || note.offset_s - note.onset_s < kTells_s) continue;
    ++telling;
    if (span_of(note.bend_cents) > kMoves_cents) ++moving;
  }
  return moving > 0 && moving >= kMovingShare * telling;
}

}  // namespace

BendPool::BendPool(const FrameGrid& frames, const PitchGrid& pitches)
    : frames_(frames), pitches_(pitches), columns_(static_cast<std::size_t>(pitches.pitch_count)) {}

BendPool::BendPool(const Evidence& evidence) : BendPool(evidence.frames, evidence.pitches) {
  add(evidence.bends);
}

void BendPool::add(const TimbreCells& cells) {
  for (std::size_t c = 0; c < cells.frames.size(); ++c) {
    last_frame_ = cells.frames[c];
    columns_[cells.pitches[c]].frames.push_back(last_frame_);
    columns_[cells.pitches[c]].vectors.push_back(cells.vectors[c]);
  }
}

void BendPool::bend(Note& note) const {
  note.bend_cents.clear();
  if (!pitches_.contains_midi(note.pitch_midi)) return;
  const long begin = std::lround(frames_.frame_at(note.onset_s));
  const long end = std::max(begin + 1, std::lround(frames_.frame_at(note.offset_s)));
  const auto pitch = static_cast<std::size_t>(note.pitch_midi - pitches_.lowest_midi);
  const std::vector<float> heard = medians(heard_between(columns_[pitch], begin, end));
  note.bend_cents.resize(heard.size());
  for (std::size_t i = 0; i < heard.size(); ++i) {
    const double frame = frames_.frame_at(time_of_bend(note, i)) - static_cast<double>(begin);
    const auto cents = static_cast<int>(std::lround(core::between(heard, frame)));
    note.bend_cents[i] = std::clamp(cents, -kMostBend_cents, kMostBend_cents);
  }
}

void BendPool::forget_before(double time_s) {
  const long frame = oldest_frame(frames_, time_s, last_frame_);
  for (CellColumn& column : columns_) column.forget_before(frame, 1);
}

void drop_bends_of_still_parts(std::vector<Part>& parts) {
  for (Part& part : parts) {
    if (moves(part)) continue;
    for (Note& note : part.notes) note.bend_cents.clear();
  }
}

}  // namespace divisi::engine

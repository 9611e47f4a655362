#include "engine/timbre_pool.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "core/parallel.h"

namespace divisi::engine {
namespace {

constexpr std::size_t kNotesTogether = 256;  ///< that a thread listens to before it takes more

/// What is said of a beginning that was not heard: all families alike, and nothing of timbre.
std::vector<float> unheard(int numbers) {
  std::vector<float> row(static_cast<std::size_t>(numbers), 0.0f);
  std::fill_n(row.begin(), std::min(row.size(), parts::kFamilyCount), parts::kAnyFamily);
  return row;
}

}  // namespace

TimbrePool::TimbrePool(const FrameGrid& frames, const PitchGrid& pitches, int dimensions,
                       int beginning_numbers)
    : frames_(frames),
      pitches_(pitches),
      dimensions_(static_cast<std::size_t>(dimensions)),
      unheard_(unheard(beginning_numbers)),
      columns_(static_cast<std::size_t>(pitches.pitch_count)),
      beginnings_(columns_.size()) {}

TimbrePool::TimbrePool(const Evidence& evidence, bool with_instruments)
    : TimbrePool(evidence.frames, evidence.pitches, evidence.timbre.dimensions,
                 with_instruments ? evidence.instruments.dimensions : 0) {
  add(evidence.timbre);
  if (!unheard_.empty()) add_instruments(evidence.instruments);
}

void TimbrePool::add(const TimbreCells& cells) {
  DIVISI_CHECK(cells.dimensions == static_cast<int>(dimensions_), "vectors are [cells, D]");
  const float* vector = cells.vectors.data();
  has_positions_ = has_positions_ || !cells.positions.empty();
  for (std::size_t c = 0; c < cells.frames.size(); ++c, vector += dimensions_) {
    last_frame_ = cells.frames[c];
    CellColumn& column = columns_[cells.pitches[c]];
    column.frames.push_back(last_frame_);
    column.positions.push_back(cells.positions.empty() ? 0.0f : cells.positions[c]);
    column.vectors.insert(column.vectors.end(), vector, vector + dimensions_);
  }
}

void TimbrePool::add_instruments(const TimbreCells& cells) {
  const std::size_t numbers = unheard_.size();
  DIVISI_CHECK(cells.dimensions == static_cast<int>(numbers), "beginnings are [cells, K + V]");
  const float* row = cells.vectors.data();
  for (std::size_t c = 0; c < cells.frames.size(); ++c, row += numbers) {
    CellColumn& column = beginnings_[cells.pitches[c]];
    column.frames.push_back(cells.frames[c]);
    column.vectors.insert(column.vectors.end(), row, row + numbers);
  }
}

void TimbrePool::append(const Note& note, parts::NoteTokens& tokens) const {
  tokens.notes.push_back(note);
  make_room(tokens);
  listen(tokens.count() - 1, tokens);
}

parts::NoteTokens TimbrePool::tokens_of(const std::vector<Note>& notes, int threads) const {
  parts::NoteTokens tokens{
      .dimensions = static_cast<int>(dimensions_), .notes = notes, .vectors = {}};
  make_room(tokens);
  const std::size_t blocks = (notes.size() + kNotesTogether - 1) / kNotesTogether;
  core::parallel_for(blocks, threads, [&](std::size_t block) {
    const std::size_t end = std::min(notes.size(), (block + 1) * kNotesTogether);
    for (std::size_t n = block * kNotesTogether; n < end; ++n) listen(n, tokens);
  });
  return tokens;
}

/// For what is heard of each of its notes.
void TimbrePool::make_room(parts::NoteTokens& tokens) const {
  tokens.vectors.resize(tokens.count() * dimensions_, 0.0f);
  if (!unheard_.empty()) {
    tokens.timbre_numbers = static_cast<int>(unheard_.size() - parts::kFamilyCount);
    tokens.beginnings.resize(tokens.count() * unheard_.size());
  }
  if (has_positions_) tokens.positions.resize(tokens.count());
}

void TimbrePool::listen(std::size_t token, parts::NoteTokens& tokens) const {
  const Note& note = tokens.notes[token];
  const float position = sum_up(note, tokens.vectors.data() + token * dimensions_);
  if (has_positions_) tokens.positions[token] = position;
  if (!unheard_.empty())
    std::copy_n(beginning_of(note), unheard_.size(),
                tokens.beginnings.begin() + static_cast<std::ptrdiff_t>(token * unheard_.size()));
}

/// The note's vector onto the zeros in `sum`; gives its position.
float TimbrePool::sum_up(const Note& note, float* sum) const {
  if (!pitches_.contains_midi(note.pitch_midi)) return 0.0f;
  const long begin = std::lround(frames_.frame_at(note.onset_s));
  const long end = std::max(begin + 1, std::lround(frames_.frame_at(note.offset_s)));
  const CellColumn& column =
      columns_[static_cast<std::size_t>(note.pitch_midi - pitches_.lowest_midi)];
  auto cell = static_cast<std::size_t>(column.first_from(begin) - column.frames.begin());
  const float* vector = column.vectors.data() + cell * dimensions_;
  float position = 0.0f;
  int count = 0;
  for (; cell < column.frames.size() && column.frames[cell] < end; ++cell, ++count) {
    for (std::size_t d = 0; d < dimensions_; ++d) sum[d] += *vector++;
    position += column.positions[cell];
  }
  for (std::size_t d = 0; d < dimensions_; ++d) sum[d] /= static_cast<float>(end - begin);
  return count > 0 ? position / static_cast<float>(count) : 0.0f;
}

/// Of the nearest beginning; of two, the earlier.
const float* TimbrePool::beginning_of(const Note& note) const {
  if (!pitches_.contains_midi(note.pitch_midi)) return unheard_.data();
  const long onset = std::lround(frames_.frame_at(note.onset_s));
  const CellColumn& column =
      beginnings_[static_cast<std::size_t>(note.pitch_midi - pitches_.lowest_midi)];
  const float* nearest = unheard_.data();
  long least = kFramesBeside + 1;
  for (auto frame = column.first_from(onset - kFramesBeside);
       frame != column.frames.end() && *frame <= onset + kFramesBeside; ++frame) {
    const long distance = std::abs(*frame - onset);
    if (distance >= least) continue;
    least = distance;
    nearest = column.vectors.data() +
              static_cast<std::size_t>(frame - column.frames.begin()) * unheard_.size();
  }
  return nearest;
}

void TimbrePool::forget_before(double time_s) {
  const long frame = oldest_frame(frames_, time_s, last_frame_);
  for (CellColumn& column : columns_) column.forget_before(frame, dimensions_);
  for (CellColumn& column : beginnings_)
    column.forget_before(frame - kFramesBeside, unheard_.size());
}

}  // namespace divisi::engine

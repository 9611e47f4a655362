#include "parts/note_embeddings.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace divisi::parts {
namespace {

void normalise(float* vector, std::size_t size) {
  double square = 0.0;
  for (std::size_t d = 0; d < size; ++d) square += double{vector[d]} * double{vector[d]};
  if (square <= 0.0) return;
  const double scale = 1.0 / std::sqrt(square);
  for (std::size_t d = 0; d < size; ++d) vector[d] = static_cast<float>(vector[d] * scale);
}

}  // namespace

NoteCells cells_of(const Note& note, const EmbeddingGrid& grid, int frame_count) {
  if (!grid.pitches.contains_midi(note.pitch_midi)) return {};
  const auto frame = [&](double time_s) {
    const double nearest = std::round(grid.frames.frame_at(time_s));
    return static_cast<int>(std::clamp(nearest, 0.0, static_cast<double>(frame_count)));
  };
  NoteCells cells;
  cells.pitch = note.pitch_midi - grid.pitches.lowest_midi;
  cells.first_frame = frame(note.onset_s);
  cells.end_frame = std::max(frame(note.offset_s), std::min(cells.first_frame + 1, frame_count));
  return cells;
}

Map2d note_embeddings(const nn::Map& embeddings, const EmbeddingGrid& grid,
                      const std::vector<Note>& notes, const Map2d* weights) {
  DIVISI_CHECK(embeddings.positions() == grid.pitches.pitch_count, "a vector for each pitch");
  const auto size = static_cast<std::size_t>(embeddings.channels());
  Map2d pooled(notes.size(), size);
  for (std::size_t n = 0; n < notes.size(); ++n) {
    const NoteCells cells = cells_of(notes[n], grid, embeddings.frames());
    for (int t = cells.first_frame; t < cells.end_frame; ++t) {
      const float weight = weights == nullptr ? 1.0f
                                              : weights->at(static_cast<std::size_t>(t),
                                                            static_cast<std::size_t>(cells.pitch));
      const float* vector = embeddings.at(t, cells.pitch);
      for (std::size_t d = 0; d < size; ++d) pooled.at(n, d) += weight * vector[d];
    }
    normalise(pooled.row(n), size);
  }
  return pooled;
}

}  // namespace divisi::parts

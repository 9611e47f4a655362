#include "parts/compared_notes.h"

#include <cstddef>

namespace divisi::parts {
namespace {

/// [N, D]
std::vector<float> trusted_vectors(const NoteTokens& tokens, const PairModel& pairs) {
  std::vector<float> vectors(tokens.count() * static_cast<std::size_t>(tokens.dimensions));
  float* vector = vectors.data();
  for (std::size_t n = 0; n < tokens.count(); ++n, vector += tokens.dimensions)
    pairs.trusted_vector(tokens, n, vector);
  return vectors;
}

std::vector<ComparedNote> compared_notes(const NoteTokens& tokens, const PairModel& pairs,
                                         const std::vector<float>& vectors) {
  const std::vector<int> places = places_of(tokens, pairs);
  std::vector<ComparedNote> notes;
  const float* vector = vectors.data();
  for (std::size_t n = 0; n < tokens.count(); ++n, vector += tokens.dimensions)
    notes.push_back({vector, tokens.notes[n].pitch_midi, places[n]});
  return notes;
}

}  // namespace

ComparedNotes::ComparedNotes(const NoteTokens& tokens, const PairModel& pairs)
    : ruler_(pairs),
      dimensions_(tokens.dimensions),
      vectors_(trusted_vectors(tokens, pairs)),
      notes_(compared_notes(tokens, pairs, vectors_)),
      abreast_(notes_, tokens.dimensions) {}

}  // namespace divisi::parts

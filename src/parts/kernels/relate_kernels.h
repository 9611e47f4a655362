/// How notes side by side lie to their neighbours: what the vector kernels are asked to do, in
/// plain types (why: nn/kernels/kernel_table.h).
#pragma once

#include <cstddef>

namespace divisi::parts {

/// The numbers of a tile's notes that pairs are told from: item i at [i].
struct NoteNumbers {
  const float *onset_s, *offset_s, *length_s, *pitch;
};

/// Vectors of a tile's notes: number c of item i at [c * stride + i].
struct NoteVectors {
  const float* first;
  std::ptrdiff_t stride;
  int channels;
};

/// A tile with its neighbours at `places` places; the first of these is `first_away` notes away.
struct RelateJob {
  NoteNumbers own;
  NoteNumbers other;    ///< of the neighbours at the first place; those at the next are one on
  NoteVectors vectors;  ///< trusted
  NoteVectors timbres;
  bool with_timbre;  ///< kOnePlayer is asked for
  std::ptrdiff_t first_away;
  int places;
  float* out;  ///< [Relation][places, tile]
  std::ptrdiff_t out_stride;
};

void relate_baseline(const RelateJob& job);
void relate_avx2(const RelateJob& job);
void relate_avx512(const RelateJob& job);

}  // namespace divisi::parts

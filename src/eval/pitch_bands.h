/// What can be had without listening to timbre: sources made of notes by rule alone. Any method
/// that tells sources apart has to do better.
///
/// Source    the baselines of the published peers' comparison of sources.
/// Thread    safe.
#pragma once

#include <vector>

#include "core/annotation.h"

namespace divisi::eval {

/// All notes in one source.
std::vector<core::AnnotatedNote> in_one_source(std::vector<core::AnnotatedNote> notes);

/// The notes split into `band_count` bands of pitch by k-means, which starts at the middles of
/// `band_count` equal shares of the notes. A band may be left without notes. The sources are the
/// numbers of the bands, from the lowest.
/// Requires: band_count >= 1.
std::vector<core::AnnotatedNote> in_pitch_bands(std::vector<core::AnnotatedNote> notes,
                                                std::size_t band_count);

}  // namespace divisi::eval

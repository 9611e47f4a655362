/// An annotation as a score: one part for each source.
///
/// Thread    safe.
#pragma once

#include <vector>

#include "core/annotation.h"
#include "divisi/score.h"

namespace divisi::core {

/// Parts in order of their sources' names, those of percussion last, as drums. Pitches are rounded
/// to keys; notes whose key is not 0 to 127 are left out. An unknown velocity becomes 80.
Score score_of_notes(const std::vector<AnnotatedNote>& notes);

}  // namespace divisi::core

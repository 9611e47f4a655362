/// Which true source each estimated part belongs to. Several parts may belong to one.
///
/// Errors    none.   Thread    safe.
#pragma once

#include <cstdint>
#include <vector>

#include "divisi/score.h"
#include "eval/stem_score.h"
#include "shares/known_recording.h"

namespace divisi::shares {

inline constexpr int kNobody = -1;

/// Of each part the source that most of what it has is of. `shares` [T, parts + 1, B].
std::vector<int> owners_by_sound(const std::vector<float>& shares, int parts,
                                 const StretchTruth& truth);

/// Of each part the source that is called as its family is, or "drums".
std::vector<int> owners_by_name(const std::vector<Part>& parts,
                                const std::vector<eval::NamedSound>& sources);

/// The parts of one source, and the residual with the parts of nobody.
struct Groups {
  std::vector<int> sources;              ///< of each group but the last, which is nobody's
  std::vector<std::int64_t> of_sources;  ///< the group of each part, then that of the residual

  std::size_t count() const { return sources.size() + 1; }
};
Groups group_parts(const std::vector<int>& owners);

}  // namespace divisi::shares

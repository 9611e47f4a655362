#include "engine/cell_column.h"

#include <algorithm>
#include <cmath>

namespace divisi::engine {
namespace {

constexpr double kLongestMemory_s = 120.0;

}  // namespace

std::vector<long>::const_iterator CellColumn::first_from(long frame) const {
  const auto kept = frames.begin() + static_cast<std::ptrdiff_t>(forgotten);
  return std::lower_bound(kept, frames.end(), frame);
}

/// Moves what is kept to the front, as rarely as keeps memory bounded and the moving cheap.
void CellColumn::forget_before(long frame, std::size_t dimensions) {
  while (forgotten < frames.size() && frames[forgotten] < frame) ++forgotten;
  if (2 * forgotten < frames.size() || forgotten == 0) return;
  const auto gone = static_cast<std::ptrdiff_t>(forgotten);
  frames.erase(frames.begin(), frames.begin() + gone);
  if (!positions.empty()) positions.erase(positions.begin(), positions.begin() + gone);
  vectors.erase(vectors.begin(), vectors.begin() + gone * static_cast<std::ptrdiff_t>(dimensions));
  forgotten = 0;
}

long oldest_frame(const FrameGrid& frames, double time_s, long last_frame) {
  const double oldest_s =
      std::max(time_s, frames.time_s(static_cast<double>(last_frame)) - kLongestMemory_s);
  return static_cast<long>(std::floor(frames.frame_at(oldest_s)));
}

}  // namespace divisi::engine

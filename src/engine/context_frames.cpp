#include "engine/context_frames.h"

#include <algorithm>

namespace divisi::engine {

ContextFrames::ContextFrames(int bin_count, int map_count, int context)
    : bin_count_(bin_count),
      map_count_(map_count),
      context_(context),
      frame_cells_(static_cast<std::size_t>(bin_count) * static_cast<std::size_t>(map_count)) {
  hold_silence();
}

void ContextFrames::hold_silence() {
  constexpr float kSilence = 0.0f;  // the logarithm of 1 and no energy (features/log_energy.h)
  held_.resize(held_.size() + static_cast<std::size_t>(context_) * frame_cells_, kSilence);
}

void ContextFrames::push(const float* cells, int frame_count) {
  held_.insert(held_.end(), cells, cells + static_cast<std::size_t>(frame_count) * frame_cells_);
}

void ContextFrames::end() { hold_silence(); }

int ContextFrames::ready() const {
  return std::max(0, static_cast<int>(held_.size() / frame_cells_) - 2 * context_);
}

void ContextFrames::take(int count, nn::Map& out) {
  const int rows = count + 2 * context_;
  out.resize(rows, bin_count_, map_count_);
  std::copy_n(held_.data(), static_cast<std::size_t>(rows) * frame_cells_, out.data());
  const std::size_t seen = static_cast<std::size_t>(count) * frame_cells_;
  held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(seen));
}

}  // namespace divisi::engine

#include "engine/drum_stage.h"

#include <algorithm>
#include <utility>

namespace divisi::engine {
namespace {

constexpr int kChunkFrames = 256;

}  // namespace

DrumStage::DrumStage(const LoadedDrums* drums, const FrameGrid& frames)
    : drums_(drums),
      frames_(frames),
      decoder_(frames, drums != nullptr ? drums->tuning : decode::DrumTuning()) {}

void DrumStage::push(const float* cells, int frame_count) {
  if (drums_ == nullptr) return;
  const auto frame_cells = static_cast<std::size_t>(drums_->features.cell_count());
  held_.insert(held_.end(), cells, cells + static_cast<std::size_t>(frame_count) * frame_cells);
  const int needed = kChunkFrames + drums_->network.context_frames();
  while (static_cast<int>(held_.size() / frame_cells) >= held_context_ + needed) {
    run_chunk(kChunkFrames);
  }
}

/// The next `frame_count` frames with the context that is there; forgets what no later one sees.
void DrumStage::run_chunk(int frame_count) {
  const auto frame_cells = static_cast<std::size_t>(drums_->features.cell_count());
  const int context = drums_->network.context_frames();
  const int held = static_cast<int>(held_.size() / frame_cells);
  const int end = std::min(held, held_context_ + frame_count + context);
  features_.resize(end, drums_->network.spec().bin_count, drums_->network.spec().map_count);
  std::copy_n(held_.data(), static_cast<std::size_t>(end) * frame_cells, features_.data());
  drums_->network.run(features_, maps_, workspace_);
  const auto first = static_cast<std::size_t>(held_context_);
  decoder_.push({maps_.hit.row(first), maps_.velocity.row(first), maps_.variant.row(first),
                 static_cast<std::size_t>(frame_count)});
  const int next = held_context_ + frame_count;
  const int dropped = std::max(0, next - context);
  held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(
                                                 static_cast<std::size_t>(dropped) * frame_cells));
  held_context_ = next - dropped;
}

std::optional<Part> DrumStage::finish(double end_s) {
  if (drums_ == nullptr) return std::nullopt;
  const auto frame_cells = static_cast<std::size_t>(drums_->features.cell_count());
  while (true) {
    const int left = static_cast<int>(held_.size() / frame_cells) - held_context_;
    if (left <= 0) break;
    run_chunk(std::min(left, kChunkFrames));
  }
  std::vector<Note> hits = decoder_.finish(end_s);
  if (!decode::is_drumming(hits, end_s - frames_.origin_s, drums_->tuning)) return std::nullopt;
  return Part{"Drums", 0, true, std::move(hits)};
}

}  // namespace divisi::engine

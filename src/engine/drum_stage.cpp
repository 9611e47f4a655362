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
      decoder_(frames, drums != nullptr ? drums->tuning : decode::DrumTuning()) {
  if (drums == nullptr) return;
  const models::DrumNetSpec& spec = drums->network.spec();
  held_.emplace(spec.bin_count, spec.map_count, drums->network.context_frames());
}

void DrumStage::push(const float* cells, int frame_count) {
  if (drums_ == nullptr) return;
  held_->push(cells, frame_count);
  while (held_->ready() >= kChunkFrames) run_chunk(kChunkFrames);
}

void DrumStage::run_chunk(int frame_count) {
  held_->take(frame_count, features_);
  drums_->network.run(features_, maps_, workspace_);
  const auto first = static_cast<std::size_t>(drums_->network.context_frames());
  decoder_.push({maps_.hit.row(first), maps_.velocity.row(first), maps_.variant.row(first),
                 static_cast<std::size_t>(frame_count)});
}

std::optional<Part> DrumStage::finish(double end_s, bool are_known_to_play) {
  if (drums_ == nullptr) return std::nullopt;
  held_->end();
  while (held_->ready() > 0) run_chunk(std::min(held_->ready(), kChunkFrames));
  std::vector<Note> hits = decoder_.finish(end_s);
  const double duration_s = end_s - frames_.origin_s;
  if (!are_known_to_play && !decode::is_drumming(hits, duration_s, drums_->tuning))
    return std::nullopt;
  return Part{"Drums", 0, true, std::move(hits)};
}

}  // namespace divisi::engine

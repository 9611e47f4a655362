#include "engine/drum_stage.h"

#include <algorithm>
#include <utility>

namespace divisi::engine {
namespace {

constexpr int kChunkFrames = 256;

FrameGrid frames_of(const LoadedDrums* drums, double start_s) {
  FrameGrid frames = drums != nullptr ? drums->ears.frame_grid() : FrameGrid();
  frames.origin_s += start_s;
  return frames;
}

}  // namespace

DrumStage::DrumStage(const LoadedDrums* drums, double start_s)
    : drums_(drums),
      start_s_(start_s),
      decoder_(frames_of(drums, start_s), drums != nullptr ? drums->tuning : decode::DrumTuning()) {
  if (drums == nullptr) return;
  ears_ = std::move(features::MelExtractor::create(drums->ears).value());
  const models::DrumNetSpec& spec = drums->network.spec();
  held_.emplace(spec.band_count, spec.map_count, drums->network.context_frames());
}

void DrumStage::push(const float* samples, std::size_t count) {
  if (drums_ == nullptr) return;
  ears_->push(samples, count,
              [this](std::int64_t, int frames, const float* cells) { hear(cells, frames); });
}

void DrumStage::hear(const float* cells, int frame_count) {
  held_->push(cells, frame_count);
  while (held_->ready() >= kChunkFrames) run_chunk(kChunkFrames);
}

void DrumStage::run_chunk(int frame_count) {
  held_->take(frame_count, features_);
  drums_->network.run(features_, maps_, workspace_);
  const auto first = static_cast<std::size_t>(drums_->network.context_frames());
  decoder_.push({maps_.hit.row(first), maps_.velocity.row(first), maps_.key.row(first),
                 static_cast<std::size_t>(frame_count)});
}

std::optional<Part> DrumStage::finish(double end_s, bool are_known_to_play) {
  if (drums_ == nullptr) return std::nullopt;
  ears_->finish([this](std::int64_t, int frames, const float* cells) { hear(cells, frames); });
  held_->end();
  while (held_->ready() > 0) run_chunk(std::min(held_->ready(), kChunkFrames));
  std::vector<Note> hits = decoder_.finish(end_s);
  const double duration_s = end_s - start_s_;
  if (!are_known_to_play && !decode::is_drumming(hits, duration_s, drums_->tuning))
    return std::nullopt;
  return Part{"Drums", 0, true, std::move(hits)};
}

}  // namespace divisi::engine

#include "engine/network_stage.h"

#include <algorithm>

#include "engine/evidence_rounding.h"

namespace divisi::engine {
namespace {

// A note of a second and what the decoder looks ahead: enough for the first note to come out.
constexpr int kFirstChunkFrames = 64;
constexpr int kLargestChunkFrames = 256;

void round_rows(Map2d& map, std::size_t first, std::size_t count, float steps) {
  float* cell = map.row(first);
  float* const end = cell + count * map.columns;
  for (; cell != end; ++cell) *cell = rounded(*cell, steps);
}

}  // namespace

NetworkStage::NetworkStage(const models::NoteModel& model, const models::TimbreModel* timbre,
                           const NetworkStageOptions& options)
    : model_(model),
      timbre_(timbre),
      options_(options),
      context_(std::max(model.context_frames(), timbre != nullptr ? timbre->context_frames() : 0)),
      chunk_frames_(options.chunk_frames > 0 ? options.chunk_frames : kFirstChunkFrames),
      frames_(model.spec().bin_count, model.spec().map_count, context_),
      workspaces_(static_cast<std::size_t>(options.threads)),
      crew_(options.threads) {}

void NetworkStage::push(const float* cells, int frame_count, const EvidenceSink& sink) {
  frames_.push(cells, frame_count);
  start_full_chunks(sink);
  while (crew_.is_oldest_done()) deliver_oldest(sink);
}

void NetworkStage::finish(const EvidenceSink& sink) {
  frames_.end();
  start_full_chunks(sink);
  if (frames_.ready() > 0) start_chunk(frames_.ready());
  while (!running_.empty()) deliver_oldest(sink);
}

void NetworkStage::start_full_chunks(const EvidenceSink& sink) {
  // Twice as many chunks as workers: nobody waits for the features of the next one.
  const std::size_t in_flight = options_.threads == 1 ? 1 : 2 * workspaces_.size();
  while (frames_.ready() >= chunk_frames_) {
    start_chunk(chunk_frames_);
    if (options_.chunk_frames == 0) {
      chunk_frames_ = std::min(2 * chunk_frames_, kLargestChunkFrames);
    }
    while (running_.size() >= in_flight) deliver_oldest(sink);
  }
}

void NetworkStage::start_chunk(int frame_count) {
  std::unique_ptr<Chunk> chunk = take_free_chunk();
  frames_.take(frame_count, chunk->features);
  chunk->kept_count = static_cast<std::size_t>(frame_count);
  Chunk* work = chunk.get();
  running_.push_back(std::move(chunk));
  crew_.submit(
      [this, work](int worker) { run(*work, workspaces_[static_cast<std::size_t>(worker)]); });
}

void NetworkStage::run(Chunk& chunk, models::Workspace& workspace) const {
  model_.run(chunk.features, chunk.maps, workspace);
  const auto first = static_cast<std::size_t>(context_);
  for (Map2d* map : {&chunk.maps.onset, &chunk.maps.frame, &chunk.maps.offset}) {
    round_rows(*map, first, chunk.kept_count, kProbabilitySteps);
  }
  round_rows(chunk.maps.velocity, first, chunk.kept_count, kVelocitySteps);
  if (timbre_ != nullptr) timbre_->run(chunk.features, chunk.timbre, workspace);
}

void NetworkStage::deliver_oldest(const EvidenceSink& sink) {
  crew_.finish_oldest();
  std::unique_ptr<Chunk> chunk = std::move(running_.front());
  running_.pop_front();
  const nn::Map* timbre = timbre_ != nullptr ? &chunk->timbre : nullptr;
  sink({&chunk->maps, timbre, static_cast<std::size_t>(context_), chunk->kept_count});
  free_.push_back(std::move(chunk));
}

std::unique_ptr<NetworkStage::Chunk> NetworkStage::take_free_chunk() {
  if (free_.empty()) return std::make_unique<Chunk>();
  std::unique_ptr<Chunk> chunk = std::move(free_.back());
  free_.pop_back();
  return chunk;
}

}  // namespace divisi::engine

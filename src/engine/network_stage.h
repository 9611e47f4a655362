/// Feature frames in, evidence rows out: the network over chunks, on several threads.
///
/// Problem   A recording of any length, bounded memory, all cores, and a result that depends on
///           neither the size of the chunks nor the number of threads.
/// Idea      A chunk is run with as many frames on either side as the network can see (its context,
///           engine/context_frames.h); the outputs for those are thrown away. Chunks are finished
///           in order.
/// Cost      context / chunk of the work is done twice: 2 x 18 frames in 256.
///
/// The first chunks are small, so that the first notes come soon.
///
/// Source    ours.
/// Shapes    features [n, F·M] in; rows [n, P] of the four maps out, rounded to the steps of
///           evidence_rounding.h.
/// Thread    one user at a time; `sink` is called from that user's thread.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "engine/context_frames.h"
#include "engine/ordered_crew.h"
#include "models/note_model.h"
#include "models/timbre_model.h"

namespace divisi::engine {

/// Rows [count, P] that follow those of the call before; valid during the call.
struct NewEvidence {
  const models::NoteMaps* maps = nullptr;
  const nn::Map* timbre = nullptr;  ///< [rows of maps, P, D]; nullptr without a timbre network
  std::size_t first = 0;            ///< row of `maps` that the new rows begin with
  std::size_t count = 0;
};
using EvidenceSink = std::function<void(const NewEvidence&)>;

struct NetworkStageOptions {
  int threads = 1;       ///< >= 1
  int chunk_frames = 0;  ///< 0: small at first, then as suits the processor
};

class NetworkStage {
 public:
  /// The models must outlive the stage; `timbre` may be nullptr.
  NetworkStage(const models::NoteModel& model, const models::TimbreModel* timbre,
               const NetworkStageOptions& options);

  /// The next frames. Hands over what is ready meanwhile.
  void push(const float* cells, int frame_count, const EvidenceSink& sink);

  /// No more frames come: hands over all that is left. Nothing may be pushed afterwards.
  void finish(const EvidenceSink& sink);

 private:
  struct Chunk {
    nn::Map features;
    models::NoteMaps maps;
    nn::Map timbre;
    std::size_t kept_count = 0;
  };

  void start_full_chunks(const EvidenceSink& sink);
  void start_chunk(int frame_count);
  void deliver_oldest(const EvidenceSink& sink);
  std::unique_ptr<Chunk> take_free_chunk();

  void run(Chunk& chunk, models::Workspace& workspace) const;

  const models::NoteModel& model_;
  const models::TimbreModel* timbre_;
  NetworkStageOptions options_;
  int context_;
  int chunk_frames_;
  ContextFrames frames_;
  std::vector<models::Workspace> workspaces_;  ///< one for each worker
  std::deque<std::unique_ptr<Chunk>> running_;
  std::vector<std::unique_ptr<Chunk>> free_;
  OrderedCrew crew_;  ///< last: its end waits for jobs that use all of the above
};

}  // namespace divisi::engine

/// Samples in, a drum part out: the drum network's own ears, the network over chunks, its decoder.
///
/// The network is so small that it runs in the caller's thread. As in engine/network_stage.h a
/// chunk is run with all the frames around it that the network can see (engine/context_frames.h),
/// so that the result does not depend on where chunks begin.
///
/// Shapes    samples at the rate of the drums' ears.
/// Thread    one user at a time.
#pragma once

#include <optional>

#include "decode/drum_decoder.h"
#include "divisi/score.h"
#include "engine/context_frames.h"
#include "engine/loaded_drums.h"

namespace divisi::engine {

class DrumStage {
 public:
  /// Without `drums` (which must outlive the stage) nothing is heard.
  /// The first sample is at `start_s` of the recording.
  explicit DrumStage(const LoadedDrums* drums, double start_s = 0.0);

  void push(const float* samples, std::size_t count);

  /// The drum part of a recording that ends at `end_s`, unless there is no drumming in it (a few
  /// false hits in a string quartet are none); where drums are known to play there is one in any
  /// case, whatever is in it. Nothing may be pushed afterwards.
  std::optional<Part> finish(double end_s, bool are_known_to_play = false);

 private:
  void hear(const float* cells, int frame_count);
  void run_chunk(int frame_count);

  const LoadedDrums* drums_;
  double start_s_;
  std::optional<features::MelExtractor> ears_;  ///< none without drums
  decode::DrumDecoder decoder_;
  std::optional<ContextFrames> held_;  ///< none without drums
  nn::Map features_;
  models::DrumMaps maps_;
  models::Workspace workspace_;
};

}  // namespace divisi::engine

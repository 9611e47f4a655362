/// How far each pitch that may sound lies from its key, heard while the recording is read.
///
/// Every cell at which something may sound is listened to (features/bend_finder.h), before anybody
/// knows which notes there are, so that notes that are decided again from kept evidence have the
/// bends of those that were decided first.
///
/// Source    ours.
/// Shapes    features [n, F·M] in, evidence rows [n, P] of the same frames; cells with one number
///           out: cents above the key, rounded as evidence files have them (engine/timbre_cells.h).
/// Thread    one user at a time. The same whatever blocks rows come in.
#pragma once

#include <cstdint>
#include <vector>

#include "divisi/evidence.h"
#include "engine/network_stage.h"
#include "features/bend_finder.h"
#include "features/sample_history.h"

namespace divisi::engine {

class BendStage {
 public:
  /// Hears nothing unless `is_wanted`.
  BendStage(const features::FeatureSpec& spec, const PitchGrid& pitches, bool is_wanted);

  /// The next frames; rows of evidence come after their frames.
  void push(const float* cells, int frame_count);
  /// The next rows.
  void hear(const NewEvidence& fresh);
  /// What the last hear() heard.
  const TimbreCells& cells() const { return heard_; }

 private:
  features::BendFinder finder_;
  bool is_wanted_;
  std::int64_t frame_cells_;          ///< F·M
  features::SampleHistory features_;  ///< frames of [F, M], one after the other
  std::int64_t next_ = 0;             ///< the frame whose row comes next
  std::vector<float> frame_;          ///< the one that is listened to
  TimbreCells heard_;
};

}  // namespace divisi::engine

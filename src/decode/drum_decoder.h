/// Drum hits from evidence as it arrives.
///
/// A hit is a peak of its drum's probability; its time is the apex between frames
/// (decode/peaks.h). Drums are decided one by one: what strikes together is several hits. The hits
/// do not depend on how the rows are cut into pushes.
///
/// Shapes    rows [count, 6], drums in the order of score/percussion.h.
/// Units     seconds of the recording, by the frame grid.
/// Errors    none that depend on the world. NaN is read as 0.
/// Thread    one user at a time.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "decode/evidence_window.h"
#include "divisi/grid.h"
#include "divisi/score.h"
#include "score/percussion.h"

namespace divisi::decode {

inline constexpr std::size_t kDrumCount = score::kPercussionClasses.size();

/// Chosen on a validation set and kept in the weights file as "drums.<name>".
struct DrumTuning {
  std::array<double, kDrumCount> thresholds = {0.5, 0.5, 0.5, 0.5, 0.5, 0.5};  ///< by drum
  double min_gap_s = 0.045;  ///< hits of one drum closer than this are one
  /// A piece has drums when its kicks, snares and hi-hats together are this many a minute, each
  /// counted by how far its probability is above its threshold; fewer are taken for mistakes.
  double least_hits_per_min = 6.0;
};

/// Calls `visit(name, value)` for every number: "kick_threshold", ..., "min_gap_s", ...
template <class Tuning, class Visit>
void for_each_drum_field(Tuning& tuning, Visit&& visit) {
  static constexpr std::array<const char*, kDrumCount> kNames = {
      "kick_threshold", "snare_threshold",  "hi_hat_threshold",
      "tom_threshold",  "cymbal_threshold", "other_threshold"};
  for (std::size_t drum = 0; drum < kDrumCount; ++drum) {
    visit(kNames[drum], tuning.thresholds[drum]);
  }
  visit("min_gap_s", tuning.min_gap_s);
  visit("least_hits_per_min", tuning.least_hits_per_min);
}

/// Consecutive rows of the drum network's outputs.
struct DrumRows {
  const float* hit = nullptr;
  const float* velocity = nullptr;
  const float* variant = nullptr;
  std::size_t count = 0;
};

class DrumDecoder {
 public:
  DrumDecoder(const FrameGrid& frames, const DrumTuning& tuning);

  void push(const DrumRows& rows);

  /// All hits in order of onset, then key, on General MIDI keys; none after `end_s`. Nothing may be
  /// pushed afterwards.
  std::vector<Note> finish(double end_s);

 private:
  void decide_row(long row);
  void add_hit(std::size_t drum, const Note& hit);

  FrameGrid frames_;
  DrumTuning tuning_;
  EvidenceWindow window_;
  std::array<std::vector<Note>, kDrumCount> hits_;
};

/// Whether that many hits in a piece of that length are drumming, or a few mistakes.
bool is_drumming(const std::vector<Note>& hits, double duration_s, const DrumTuning& tuning);

}  // namespace divisi::decode

/// Drum hits from evidence as it arrives.
///
/// A hit is a peak of its drum's probability; its time is the apex between frames
/// (decode/peaks.h). Drums are decided one by one: what strikes together is several hits. The hits
/// do not depend on how the rows are cut into pushes.
///
/// Shapes    rows [count, 10], drums in the order of core/drums.h.
/// Units     seconds of the recording, by the frame grid.
/// Errors    none that depend on the world. NaN is read as 0.
/// Thread    one user at a time.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "core/drums.h"
#include "decode/evidence_window.h"
#include "divisi/grid.h"
#include "divisi/score.h"

namespace divisi::decode {

/// Chosen on a validation set and kept in the weights file as "drums.<name>".
struct DrumTuning {
  std::array<double, core::kDrumCount> thresholds = {0.5, 0.5, 0.5, 0.5, 0.5,
                                                     0.5, 0.5, 0.5, 0.5, 0.5};  ///< by drum
  double min_gap_s = 0.045;  ///< hits of one drum closer than this are one
  /// A piece has drums when its kicks, snares and hi-hats together are this many a minute, each
  /// counted by how far its probability is above its threshold; fewer are taken for mistakes.
  double least_hits_per_min = 6.0;
};

/// Calls `visit(name, value)` for every number: "kick_threshold", ..., "min_gap_s", ...
template <class Tuning, class Visit>
void for_each_drum_field(Tuning& tuning, Visit&& visit) {
  for (const core::DrumFacts& facts : core::all_drums()) {
    const std::string name = std::string(facts.name) + "_threshold";
    visit(name.c_str(), tuning.thresholds[static_cast<std::size_t>(facts.drum)]);
  }
  visit("min_gap_s", tuning.min_gap_s);
  visit("least_hits_per_min", tuning.least_hits_per_min);
}

/// Consecutive rows of the drum network's outputs.
struct DrumRows {
  const float* hit = nullptr;
  const float* velocity = nullptr;
  const float* key = nullptr;  ///< General MIDI's, over 128
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
  std::array<std::vector<Note>, core::kDrumCount> hits_;
};

/// The threshold of the drum that a hit is of.
double threshold_of(const Note& hit, const DrumTuning& tuning);

/// Whether that many hits in a piece of that length are drumming, or a few mistakes.
bool is_drumming(const std::vector<Note>& hits, double duration_s, const DrumTuning& tuning);

}  // namespace divisi::decode

#include "eval/drums.h"

#include <cmath>

#include "eval/notes.h"

namespace divisi::eval {
namespace {

std::vector<TimedPitch> hits_of(const std::vector<core::AnnotatedNote>& notes,
                                score::PercussionClass percussion) {
  std::vector<TimedPitch> hits;
  for (const core::AnnotatedNote& note : notes) {
    if (!core::is_percussion(note.source)) continue;
    const int key = static_cast<int>(std::lround(note.pitch_midi));
    if (score::percussion_class(key) == percussion) {
      hits.push_back({note.onset_s, note.offset_s, 0.0, note.velocity});
    }
  }
  return hits;
}

}  // namespace

DrumCounts score_drums(const std::vector<core::AnnotatedNote>& reference,
                       const std::vector<core::AnnotatedNote>& estimate, double tolerance_s) {
  DrumCounts result;
  for (const score::PercussionClass percussion : kMeasuredDrums) {
    const std::vector<TimedPitch> truth = hits_of(reference, percussion);
    const std::vector<TimedPitch> found = hits_of(estimate, percussion);
    Counts& counts = result[percussion];
    counts.true_positives =
        static_cast<std::int64_t>(match_onsets(truth, found, tolerance_s).size());
    counts.false_positives = static_cast<std::int64_t>(found.size()) - counts.true_positives;
    counts.false_negatives = static_cast<std::int64_t>(truth.size()) - counts.true_positives;
  }
  return result;
}

Counts pooled(const DrumCounts& counts) {
  Counts sum;
  for (const auto& [percussion, own] : counts) sum += own;
  return sum;
}

}  // namespace divisi::eval

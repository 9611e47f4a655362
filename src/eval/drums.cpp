#include "eval/drums.h"

#include <cmath>
#include <cstdint>
#include <map>

#include "eval/notes.h"

namespace divisi::eval {
namespace {

using Notes = std::vector<core::AnnotatedNote>;

/// Percussion of each kind, by `kind_of` a key.
template <class KindOf>
auto hits_by(const Notes& notes, const KindOf& kind_of) {
  std::map<decltype(kind_of(0)), std::vector<TimedPitch>> hits;
  for (const core::AnnotatedNote& note : notes) {
    if (!core::is_percussion(note.source)) continue;
    const int key = static_cast<int>(std::lround(note.pitch_midi));
    hits[kind_of(key)].push_back({note.onset_s, note.offset_s, 0.0, note.velocity});
  }
  return hits;
}

Counts counts_of(const std::vector<TimedPitch>& truth, const std::vector<TimedPitch>& found,
                 double tolerance_s) {
  Counts counts;
  counts.true_positives = static_cast<std::int64_t>(match_onsets(truth, found, tolerance_s).size());
  counts.false_positives = static_cast<std::int64_t>(found.size()) - counts.true_positives;
  counts.false_negatives = static_cast<std::int64_t>(truth.size()) - counts.true_positives;
  return counts;
}

}  // namespace

DrumCounts score_drums(const Notes& reference, const Notes& estimate, double tolerance_s) {
  auto truth = hits_by(reference, score::percussion_class);
  auto found = hits_by(estimate, score::percussion_class);
  DrumCounts result;
  for (const score::PercussionClass percussion : score::kPercussionClasses)
    result[percussion] = counts_of(truth[percussion], found[percussion], tolerance_s);
  return result;
}

Counts pooled(const DrumCounts& counts) {
  Counts sum;
  for (const score::PercussionClass percussion : kMainDrums) sum += counts.at(percussion);
  return sum;
}

Counts score_drum_keys(const Notes& reference, const Notes& estimate, double tolerance_s) {
  const auto itself = [](int key) { return key; };
  auto truth = hits_by(reference, itself);
  auto found = hits_by(estimate, itself);
  Counts sum;
  for (int key = 0; key < 128; ++key) sum += counts_of(truth[key], found[key], tolerance_s);
  return sum;
}

}  // namespace divisi::eval

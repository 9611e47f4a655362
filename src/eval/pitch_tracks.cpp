#include "eval/pitch_tracks.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace divisi::eval {
namespace {

constexpr double kNear_semitones = 1.0;
constexpr double kClose_cents = 25.0;

std::vector<const Note*> pitched_notes_of(const Score& score) {
  std::vector<const Note*> notes;
  for (const Part& part : score.parts) {
    if (part.is_drums) continue;
    for (const Note& note : part.notes) notes.push_back(&note);
  }
  std::sort(notes.begin(), notes.end(),
            [](const Note* a, const Note* b) { return a->onset_s < b->onset_s; });
  return notes;
}

/// Goes through the notes as time does.
class SoundingNotes {
 public:
  explicit SoundingNotes(const std::vector<const Note*>& notes) : notes_(notes) {}

  const std::vector<const Note*>& at(double time_s) {
    for (; next_ < notes_.size() && notes_[next_]->onset_s <= time_s; ++next_)
      sounding_.push_back(notes_[next_]);
    std::erase_if(sounding_, [&](const Note* note) { return note->offset_s <= time_s; });
    return sounding_;
  }

 private:
  const std::vector<const Note*>& notes_;
  std::vector<const Note*> sounding_;
  std::size_t next_ = 0;
};

/// The one whose key is nearest; nullptr: none is near.
const Note* nearest(const std::vector<const Note*>& notes, double pitch) {
  const Note* best = nullptr;
  double least = kNear_semitones;
  for (const Note* note : notes) {
    const double distance = std::abs(note->pitch_midi - pitch);
    if (distance >= least) continue;
    least = distance;
    best = note;
  }
  return best;
}

}  // namespace

PitchTrackScore score_pitch_tracks(const std::vector<core::PitchTrack>& reference,
                                   const Score& estimate) {
  const std::vector<const Note*> notes = pitched_notes_of(estimate);
  PitchTrackScore score;
  long close = 0;
  for (const core::PitchTrack& track : reference) {
    SoundingNotes sounding(notes);
    for (std::size_t i = 0; i < track.time_s.size(); ++i) {
      if (!(track.f0_hz[i] > 0.0)) continue;
      const double pitch = pitch_of_hz(track.f0_hz[i], estimate.tuning_hz);
      const Note* note = nearest(sounding.at(track.time_s[i]), pitch);
      if (note == nullptr) continue;
      const double bent = note->pitch_midi + bend_at(*note, track.time_s[i]) / 100.0;
      const double cents = 100.0 * std::abs(pitch - bent);
      ++score.moments;
      score.mean_cents += cents;
      if (cents <= kClose_cents) ++close;
    }
  }
  if (score.moments == 0) return score;
  score.mean_cents /= static_cast<double>(score.moments);
  score.within_25_cents = static_cast<double>(close) / static_cast<double>(score.moments);
  return score;
}

}  // namespace divisi::eval

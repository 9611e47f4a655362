#include "synth/deal_band.h"

#include <algorithm>
#include <cmath>

#include "score/percussion.h"
#include "synth/excerpt.h"
#include "synth/invent_part.h"
#include "synth/plan.h"
#include "synth/single_line.h"

namespace divisi::synth {
namespace {

constexpr double kEnough = 0.7;  // share of the stretch in which a track must be heard
constexpr int kMostStrings = 6;  // of a guitar

/// A track of the score that nobody has taken yet, and what kind of music it is.
struct Track {
  Part part;
  std::optional<BandClass> own;
  double mean_pitch_midi = 60.0;
  double mean_length_s = 0.0;
  bool is_taken = false;
};

/// What every kit has. What is written for shakers and metronomes alone would be silent on most.
bool is_on_every_kit(const Note& note) {
  return score::percussion_class(note.pitch_midi) != score::PercussionClass::other;
}

/// The share of stretches of two seconds in which a note sounds.
double coverage(const Part& part, double duration_s) {
  constexpr double kWindow_s = 2.0;
  std::vector<char> heard(static_cast<std::size_t>(std::max(1.0, duration_s / kWindow_s)), 0);
  for (const Note& note : part.notes) {
    if (part.is_drums && !is_on_every_kit(note)) continue;
    const auto first = static_cast<std::size_t>(std::max(0.0, note.onset_s) / kWindow_s);
    const auto last = static_cast<std::size_t>(std::max(0.0, note.offset_s) / kWindow_s);
    for (std::size_t i = first; i <= last && i < heard.size(); ++i) heard[i] = 1;
  }
  return static_cast<double>(std::count(heard.begin(), heard.end(), 1)) /
         static_cast<double>(heard.size());
}

Track study(const Part& part) {
  Track track;
  track.part = part;
  track.own = class_of(part);
  double pitch_sum = 0.0;
  double length_sum_s = 0.0;
  for (const Note& note : part.notes) {
    pitch_sum += note.pitch_midi;
    length_sum_s += note.offset_s - note.onset_s;
  }
  const double count = std::max(1.0, static_cast<double>(part.notes.size()));
  track.mean_pitch_midi = pitch_sum / count;
  track.mean_length_s = length_sum_s / count;
  return track;
}

/// Whether a track that was written for something else suits the class.
bool suits(const Track& track, BandClass band_class) {
  switch (band_class) {
    case BandClass::bass:
      return track.mean_pitch_midi < 52.0;
    case BandClass::strings:
      return track.mean_pitch_midi >= 50.0 && track.mean_length_s > 0.3;
    case BandClass::drums:
      return false;
    default:
      return track.mean_pitch_midi >= 45.0;
  }
}

class Dealer {
 public:
  Dealer(const std::vector<Part>& written, double duration_s, core::Rng& rng)
      : duration_s_(duration_s), rng_(rng) {
    for (const Part& part : written) tracks_.push_back(study(part));
  }

  /// Tracks of the class itself: one of them, or all where they take turns.
  std::optional<Part> take_own(BandClass band_class) {
    std::vector<Track*> own;
    for (Track& track : tracks_) {
      if (!track.is_taken && track.own == band_class) own.push_back(&track);
    }
    if (own.empty()) return std::nullopt;
    const bool together = band_class == BandClass::bass || band_class == BandClass::drums;
    if (together || rng_.chance(0.25)) return take(own);
    rng_.shuffle(own);
    for (Track* track : own) {
      if (auto part = take({track})) return part;
    }
    return take(own);
  }

  /// A track that suits the class, of no class or of one that has had its share.
  std::optional<Part> take_other(BandClass band_class) {
    std::vector<Track*> fitting;
    for (Track& track : tracks_) {
      if (!track.is_taken && track.own != BandClass::drums && suits(track, band_class)) {
        fitting.push_back(&track);
      }
    }
    rng_.shuffle(fitting);
    for (Track* track : fitting) {
      if (auto part = take({track})) return part;
    }
    return std::nullopt;
  }

  /// Chords and arpeggios suit both: sometimes piano and guitar change their music.
  void swap_hands() {
    for (Track& track : tracks_) {
      if (track.own == BandClass::piano) {
        track.own = BandClass::guitar;
      } else if (track.own == BandClass::guitar) {
        track.own = BandClass::piano;
      }
    }
  }

 private:
  /// Their notes as one part, or nothing when they are silent for too long.
  std::optional<Part> take(const std::vector<Track*>& tracks) {
    Part part;
    part.is_drums = tracks.front()->part.is_drums;
    for (const Track* track : tracks) {
      part.notes.insert(part.notes.end(), track->part.notes.begin(), track->part.notes.end());
    }
    if (coverage(part, duration_s_) < kEnough) return std::nullopt;
    for (Track* track : tracks) track->is_taken = true;
    return part;
  }

  std::vector<Track> tracks_;
  double duration_s_;
  core::Rng& rng_;
};

/// Of each chord as many notes as a guitar has strings: the lowest and the highest ones.
void leave_strings(std::vector<Note>& notes) {
  std::stable_sort(notes.begin(), notes.end(),
                   [](const Note& a, const Note& b) { return a.onset_s < b.onset_s; });
  std::vector<Note> kept;
  for (std::size_t i = 0; i < notes.size();) {
    std::size_t end = i + 1;
    while (end < notes.size() && notes[end].onset_s - notes[i].onset_s < 0.03) ++end;
    std::vector<Note> chord(notes.begin() + static_cast<std::ptrdiff_t>(i),
                            notes.begin() + static_cast<std::ptrdiff_t>(end));
    std::sort(chord.begin(), chord.end(),
              [](const Note& a, const Note& b) { return a.pitch_midi < b.pitch_midi; });
    while (static_cast<int>(chord.size()) > kMostStrings) chord.erase(chord.begin() + 1);
    kept.insert(kept.end(), chord.begin(), chord.end());
    i = end;
  }
  notes = std::move(kept);
}

/// Notes of next to no length, as sequencers write drums, would be lost on the way to a player.
void lengthen(std::vector<Note>& notes) {
  for (Note& note : notes) note.offset_s = std::max(note.offset_s, note.onset_s + 0.05);
}

/// Music for any instrument as this one plays it.
void adapt(Part& part, BandClass band_class, double duration_s) {
  lengthen(part.notes);
  if (band_class == BandClass::drums) return tidy_notes(part.notes, duration_s);
  if (band_class == BandClass::bass) part.notes = single_line(std::move(part.notes), Line::bottom);
  if (band_class == BandClass::guitar) leave_strings(part.notes);
  const BandRange range = range_of(band_class);
  fit_range(part, range.lowest, range.highest);
  tidy_notes(part.notes, duration_s);
}

}  // namespace

std::optional<BandClass> class_of(const Part& part) {
  if (part.is_drums) return BandClass::drums;
  if (part.program < 8) return BandClass::piano;
  if (part.program >= 24 && part.program < 32) return BandClass::guitar;
  if (part.program >= 32 && part.program < 40) return BandClass::bass;
  if (part.program >= 40 && part.program < 52 && part.program != 47) return BandClass::strings;
  return std::nullopt;
}

BandRange range_of(BandClass band_class) {
  switch (band_class) {
    case BandClass::piano:
      return {28, 100};
    case BandClass::guitar:
      return {40, 84};
    case BandClass::bass:
      return {28, 57};
    case BandClass::strings:
      return {40, 92};
    case BandClass::drums:
      break;
  }
  return {};
}

std::array<BandPart, kBandSize> deal_band(const std::vector<Part>& written, const BeatGrid& grid,
                                          double duration_s, double invented, core::Rng& rng) {
  static constexpr std::array<BandClass, kBandSize> kAll = {
      BandClass::piano, BandClass::guitar, BandClass::bass, BandClass::drums, BandClass::strings};
  const std::vector<Chord> chords = hear_chords(written, grid);
  Dealer dealer(written, duration_s, rng);
  if (rng.chance(0.25)) dealer.swap_hands();
  std::array<std::optional<Part>, kBandSize> taken;
  std::array<BandPart, kBandSize> band;
  for (const BandClass each : kAll) {
    if (!rng.chance(invented)) taken[static_cast<std::size_t>(each)] = dealer.take_own(each);
  }
  for (const BandClass each : kAll) {
    const auto index = static_cast<std::size_t>(each);
    std::optional<Part>& part = taken[index];
    if (!part && (part = dealer.take_other(each))) band[index].origin = Origin::moved;
    if (part) adapt(*part, each, duration_s);
    if (!part || part->notes.empty()) {
      part = invent_part(each, chords, grid, duration_s, rng);
      band[index].origin = Origin::invented;
    }
    band[index].part = std::move(*part);
  }
  return band;
}

}  // namespace divisi::synth

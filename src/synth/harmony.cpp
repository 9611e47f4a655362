#include "synth/harmony.h"

#include <algorithm>
#include <array>

namespace divisi::synth {
namespace {

using Profile = std::array<double, 12>;

constexpr int kBeatsOfChord = 2;

struct Heard {
  Profile share{};  ///< of the sounding time, by pitch class
  int lowest = -1;  ///< pitch; -1: nothing sounds
};

Heard listen(const std::vector<Part>& parts, double start_s, double end_s) {
  Heard heard;
  double total_s = 0.0;
  for (const Part& part : parts) {
    if (part.is_drums) continue;
    for (const Note& note : part.notes) {
      const double sounding_s = std::min(note.offset_s, end_s) - std::max(note.onset_s, start_s);
      if (sounding_s <= 0.0) continue;
      heard.share[static_cast<std::size_t>(note.pitch_midi % 12)] += sounding_s;
      total_s += sounding_s;
      if (heard.lowest < 0 || note.pitch_midi < heard.lowest) heard.lowest = note.pitch_midi;
    }
  }
  if (total_s > 0.0) {
    for (double& share : heard.share) share /= total_s;
  }
  return heard;
}

std::vector<int> best_chord(const Heard& heard) {
  static const std::vector<std::vector<int>> kChords = {
      {0, 4, 7}, {0, 3, 7}, {0, 3, 6}, {0, 5, 7}, {0, 4, 7, 10}, {0, 3, 7, 10}, {0, 4, 7, 11}};
  constexpr double kCostOfTone = 0.09;  // so that a fourth tone must be heard to be believed
  constexpr double kLowestIsRoot = 0.15;
  double best = -1.0;
  std::vector<int> tones;
  for (int root = 0; root < 12; ++root) {
    for (const std::vector<int>& intervals : kChords) {
      double score = root == heard.lowest % 12 ? kLowestIsRoot : 0.0;
      score -= kCostOfTone * static_cast<double>(intervals.size());
      for (const int interval : intervals) {
        score += heard.share[static_cast<std::size_t>((root + interval) % 12)];
      }
      if (score <= best) continue;
      best = score;
      tones.clear();
      for (const int interval : intervals) tones.push_back((root + interval) % 12);
    }
  }
  return tones;
}

}  // namespace

std::vector<double> BeatGrid::beats_of(const Score& score, double end_s) {
  constexpr double kSlowest = 20.0;
  constexpr double kFastest = 400.0;
  std::vector<double> beats_s = {0.0};
  while (beats_s.back() < end_s || beats_s.size() < 2) {
    double beats_per_minute = 120.0;
    for (const TempoChange& change : score.tempo) {
      if (change.time_s <= beats_s.back() + 1e-6) beats_per_minute = change.beats_per_minute;
    }
    beats_s.push_back(beats_s.back() + 60.0 / std::clamp(beats_per_minute, kSlowest, kFastest));
  }
  return beats_s;
}

double BeatGrid::time_s(double beat) const {
  const double last = static_cast<double>(beats_s_.size()) - 2.0;
  const double floor = std::clamp(static_cast<double>(static_cast<long>(beat)), 0.0, last);
  const auto index = static_cast<std::size_t>(floor);
  return beats_s_[index] + (beat - floor) * (beats_s_[index + 1] - beats_s_[index]);
}

std::vector<Chord> hear_chords(const std::vector<Part>& parts, const BeatGrid& grid) {
  std::vector<Chord> chords;
  std::size_t silent = 0;  // leading chords that wait for the first one heard
  const int beats = static_cast<int>(grid.size()) - 1;
  for (int beat = 0; beat < beats; beat += kBeatsOfChord) {
    const Heard heard = listen(parts, grid.time_s(beat), grid.time_s(beat + kBeatsOfChord));
    Chord chord;
    chord.first_beat = beat;
    if (heard.lowest >= 0) {
      chord.tones = best_chord(heard);
      for (Chord& earlier : chords) {
        if (earlier.tones.empty()) earlier.tones = chord.tones;
      }
    } else if (!chords.empty()) {
      chord.tones = chords.back().tones;
    }
    silent += chord.tones.empty() ? 1 : 0;
    chords.push_back(std::move(chord));
  }
  return silent == chords.size() ? std::vector<Chord>{} : chords;
}

}  // namespace divisi::synth

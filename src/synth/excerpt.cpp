#include "synth/excerpt.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <utility>

namespace divisi::synth {
namespace {

constexpr double kShortest_s = 0.02;
constexpr double kRestrikeGap_s = 0.012;
constexpr int kFewestNotes = 8;
constexpr int kAttempts = 12;

bool by_onset(const Note& a, const Note& b) {
  return std::tie(a.onset_s, a.pitch_midi) < std::tie(b.onset_s, b.pitch_midi);
}

int count_pitched(const std::vector<Part>& parts) {
  int count = 0;
  for (const Part& part : parts) count += part.is_drums ? 0 : static_cast<int>(part.notes.size());
  return count;
}

void transpose(std::vector<Part>& parts, int semitones) {
  for (Part& part : parts) {
    if (part.is_drums) continue;
    for (Note& note : part.notes)
      note.pitch_midi = std::clamp(note.pitch_midi + semitones, 21, 108);
  }
}

}  // namespace

std::vector<Part> cut_stretch(const std::vector<Part>& all, double start_s, double tempo_scale,
                              double duration_s) {
  std::vector<Part> parts;
  for (const Part& written : all) {
    Part part = written;
    part.notes.clear();
    for (Note note : written.notes) {
      note.onset_s = (note.onset_s - start_s) / tempo_scale;
      note.offset_s = std::min((note.offset_s - start_s) / tempo_scale, duration_s);
      if (note.onset_s < 0.0 || note.onset_s > duration_s - 0.1) continue;
      part.notes.push_back(note);
    }
    if (!part.notes.empty()) parts.push_back(std::move(part));
  }
  return parts;
}

std::vector<Part> cut_excerpt(const Score& score, const ExcerptOptions& options, core::Rng& rng) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const double tempo_scale = rng.log_uniform(options.slowest, options.fastest);
    const double last_start_s = score.duration_s - 0.7 * options.duration_s * tempo_scale;
    const double start_s = rng.uniform(-1.5, std::max(0.0, last_start_s));
    std::vector<Part> parts = cut_stretch(score.parts, start_s, tempo_scale, options.duration_s);
    if (count_pitched(parts) < kFewestNotes) continue;
    transpose(parts, rng.integer(-options.transpose_semitones, options.transpose_semitones));
    return parts;
  }
  return {};
}

Performance draw_performance(bool plays_chords, core::Rng& rng) {
  Performance performance;
  performance.onset_jitter_s = rng.uniform(0.003, 0.03);
  performance.length_factor = rng.chance(0.5) ? rng.uniform(0.85, 1.1) : rng.uniform(0.4, 1.0);
  performance.base_velocity = rng.uniform(45.0, 105.0);
  performance.velocity_walk = rng.uniform(1.0, 6.0);
  performance.velocity_jitter = rng.uniform(2.0, 10.0);
  performance.accent_probability = rng.uniform(0.0, 0.2);
  if (plays_chords && rng.chance(0.3)) performance.spread_s = rng.uniform(0.004, 0.06);
  return performance;
}

void drift_tempo(std::vector<Part>& parts, double depth, core::Rng& rng) {
  constexpr double kKnot_s = 1.0;
  double latest_s = 0.0;
  for (const Part& part : parts) {
    for (const Note& note : part.notes) latest_s = std::max(latest_s, note.offset_s);
  }
  std::vector<double> played_s = {0.0};
  double pace = 0.0;
  while (static_cast<double>(played_s.size()) * kKnot_s < latest_s + 2.0 * kKnot_s) {
    pace = 0.85 * pace + rng.normal(0.0, depth);
    played_s.push_back(played_s.back() + kKnot_s * std::exp(std::clamp(pace, -0.3, 0.3)));
  }
  const auto bend = [&](double time_s) {
    const double knot = std::clamp(time_s / kKnot_s, 0.0, static_cast<double>(played_s.size() - 2));
    const auto index = static_cast<std::size_t>(knot);
    const double fraction = knot - static_cast<double>(index);
    return played_s[index] + fraction * (played_s[index + 1] - played_s[index]);
  };
  for (Part& part : parts) {
    for (Note& note : part.notes) {
      note.onset_s = bend(note.onset_s);
      note.offset_s = bend(note.offset_s);
    }
  }
}

void tidy_notes(std::vector<Note>& notes, double duration_s) {
  std::stable_sort(notes.begin(), notes.end(), by_onset);
  std::array<double, 128> limit_s{};
  limit_s.fill(duration_s);
  for (auto note = notes.rbegin(); note != notes.rend(); ++note) {
    double& limit = limit_s[static_cast<std::size_t>(note->pitch_midi)];
    note->offset_s = std::min(note->offset_s, limit);
    if (note->offset_s - note->onset_s >= kShortest_s) limit = note->onset_s - kRestrikeGap_s;
  }
  std::erase_if(notes, [](const Note& note) {
    return note.offset_s - note.onset_s < kShortest_s || note.onset_s < 0.0;
  });
}

void humanise(Part& part, const Performance& performance, double duration_s, core::Rng& rng) {
  std::stable_sort(part.notes.begin(), part.notes.end(), by_onset);
  double walk = 0.0;
  double previous_onset_s = -1.0;
  int chord_index = 0;
  for (Note& note : part.notes) {
    const bool same_chord = note.onset_s - previous_onset_s < 0.005;
    chord_index = same_chord ? chord_index + 1 : 0;
    if (!same_chord)
      walk = std::clamp(0.97 * walk + rng.normal(0.0, performance.velocity_walk), -35.0, 35.0);
    previous_onset_s = note.onset_s;
    const double length_s =
        (note.offset_s - note.onset_s) * performance.length_factor * rng.uniform(0.93, 1.05);
    note.onset_s +=
        rng.normal(0.0, performance.onset_jitter_s) + chord_index * performance.spread_s;
    note.onset_s = std::max(0.0, note.onset_s);
    note.offset_s = note.onset_s + std::max(0.05, length_s);
    double velocity =
        performance.base_velocity + walk + rng.normal(0.0, performance.velocity_jitter);
    if (rng.chance(performance.accent_probability)) velocity += rng.uniform(10.0, 25.0);
    note.velocity = std::clamp(static_cast<int>(std::lround(velocity)), 12, 127);
  }
  tidy_notes(part.notes, duration_s);
}

std::vector<PedalSpan> draw_pedals(const Part& part, core::Rng& rng) {
  std::vector<PedalSpan> pedals;
  const double habit_s = rng.uniform(0.5, 3.0);
  const double fullness = rng.uniform(0.6, 1.0);
  double up_s = 0.0;
  for (const Note& note : part.notes) {
    if (note.onset_s < up_s + 0.05 || !rng.chance(fullness)) continue;
    const double down_s = note.onset_s + rng.uniform(0.02, 0.15);
    up_s = down_s + habit_s * rng.uniform(0.5, 1.6);
    pedals.push_back({down_s, up_s});
  }
  // Lift where a later chord begins, so that harmonies do not always run into each other.
  for (PedalSpan& pedal : pedals) {
    if (rng.chance(0.3)) continue;
    const auto next = std::find_if(part.notes.begin(), part.notes.end(), [&](const Note& note) {
      return note.onset_s > pedal.up_s - 0.25 * habit_s;
    });
    if (next != part.notes.end() && next->onset_s < pedal.up_s) {
      pedal.up_s = std::max(pedal.down_s + 0.05, next->onset_s + rng.uniform(-0.02, 0.04));
    }
  }
  return pedals;
}

void hold_by_pedal(std::vector<Note>& notes, const std::vector<PedalSpan>& pedals,
                   double duration_s) {
  for (Note& note : notes) {
    for (const PedalSpan& pedal : pedals) {
      if (pedal.down_s <= note.offset_s && note.offset_s < pedal.up_s) note.offset_s = pedal.up_s;
    }
  }
  tidy_notes(notes, duration_s);
}

int largest_polyphony(const Part& part) {
  std::vector<std::pair<double, int>> changes;
  for (const Note& note : part.notes) {
    changes.push_back({note.onset_s + 0.02, 1});
    changes.push_back({std::max(note.onset_s + 0.021, note.offset_s - 0.02), -1});
  }
  std::sort(changes.begin(), changes.end());
  int sounding = 0;
  int most = 0;
  for (const auto& [time_s, change] : changes) most = std::max(most, sounding += change);
  return most;
}

}  // namespace divisi::synth

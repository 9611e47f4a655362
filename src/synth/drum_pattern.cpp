#include "synth/drum_pattern.h"

#include <algorithm>
#include <cmath>

namespace divisi::synth {
namespace {

constexpr int kKick = 36, kStick = 37, kSnare = 38, kClap = 39;
constexpr int kClosedHat = 42, kPedalHat = 44, kOpenHat = 46, kCrash = 49, kRide = 51, kBell = 53,
              kOtherRide = 59;
constexpr double kNominal_s = 0.05;

/// One step of a bar on one drum: how likely it is struck, and how hard.
struct Step {
  double probability = 0.0;
  double velocity = 90.0;
};

struct Voice {
  int key = kKick;
  std::vector<Step> steps;
};

struct Groove {
  double step_s = 0.125;
  int steps_per_beat = 4;
  int beats = 4;
  double swing = 0.0;  ///< how late every other step comes, in steps
  double jitter_s = 0.006;
  double fill = 0.3;  ///< probability of a fill at the end of a phrase of four bars
  std::vector<Voice> voices;

  int step_count() const { return steps_per_beat * beats; }
};

void add(std::vector<Note>& notes, double onset_s, int key, double velocity) {
  const int struck = std::clamp(static_cast<int>(std::lround(velocity)), 8, 127);
  notes.push_back({onset_s, onset_s + kNominal_s, key, struck});
}

Voice kick_voice(const Groove& groove, core::Rng& rng) {
  Voice voice{kKick, {}};
  const bool every_beat = rng.chance(0.25);
  const double busy = rng.uniform(0.0, 0.35);
  for (int step = 0; step < groove.step_count(); ++step) {
    const bool on_beat = step % groove.steps_per_beat == 0;
    double probability = rng.chance(busy) ? rng.uniform(0.4, 1.0) : 0.02;
    if (step == 0 || (on_beat && every_beat)) probability = 0.95;
    voice.steps.push_back({probability, rng.uniform(75.0, 115.0)});
  }
  return voice;
}

Voice snare_voice(const Groove& groove, core::Rng& rng) {
  const int key = rng.chance(0.22) ? kStick : rng.chance(0.08) ? kClap : kSnare;
  Voice voice{key, {}};
  const double ghosts = rng.chance(0.4) ? rng.uniform(0.0, 0.4) : 0.0;
  const int backbeat = groove.beats == 3 ? 3 : rng.chance(0.85) ? 2 : 4;
  for (int step = 0; step < groove.step_count(); ++step) {
    const int beat = step / groove.steps_per_beat;
    const bool on_beat = step % groove.steps_per_beat == 0;
    Step drawn{rng.chance(ghosts) ? rng.uniform(0.2, 0.8) : 0.02, rng.uniform(20.0, 55.0)};
    if (on_beat && beat % backbeat == backbeat - 1) drawn = {0.96, rng.uniform(90.0, 118.0)};
    voice.steps.push_back(drawn);
  }
  return voice;
}

/// Hi-hat or ride: every step, every second, every beat, or off the beat.
std::vector<Voice> time_keeping(const Groove& groove, core::Rng& rng) {
  // Rides are commoner here than in songs: they are what is taken for hi-hats.
  static const std::vector<int> kRides = {kRide, kRide, kRide, kRide, kOtherRide, kBell, kCrash};
  const bool on_ride = rng.chance(0.4);
  const int key = on_ride ? rng.pick(kRides) : kClosedHat;
  const int every = rng.chance(0.3) ? 1 : rng.chance(0.6) ? 2 : groove.steps_per_beat;
  const double open = !on_ride && rng.chance(0.5) ? rng.uniform(0.02, 0.4) : 0.0;
  const double soft = rng.uniform(40.0, 85.0);
  const bool by_foot = on_ride && rng.chance(0.6);
  Voice main{key, {}}, opened{on_ride ? kBell : kOpenHat, {}}, pedal{kPedalHat, {}};
  for (int step = 0; step < groove.step_count(); ++step) {
    const bool on_beat = step % groove.steps_per_beat == 0;
    const bool plays = step % every == 0;
    const double velocity = soft + (on_beat ? rng.uniform(5.0, 35.0) : rng.uniform(-10.0, 15.0));
    const bool opens = rng.chance(on_ride ? 0.05 : open);
    main.steps.push_back({plays && !opens ? 0.97 : rng.chance(0.06) ? 0.4 : 0.0, velocity});
    opened.steps.push_back({plays && opens ? 0.9 : 0.0, velocity + 10.0});
    const bool off_beat = on_beat && (step / groove.steps_per_beat) % 2 == 1;
    pedal.steps.push_back({by_foot && off_beat ? 0.8 : 0.0, rng.uniform(50.0, 90.0)});
  }
  return {main, opened, pedal};
}

Voice extra_voice(const Groove& groove, core::Rng& rng) {
  static const std::vector<int> kKeys = {39, 54, 56, 70, 37, 69, 75, 82, 64, 60, 76};
  Voice voice{rng.pick(kKeys), {}};
  const double busy = rng.uniform(0.1, 0.7);
  for (int step = 0; step < groove.step_count(); ++step) {
    voice.steps.push_back({rng.chance(busy) ? 0.9 : 0.0, rng.uniform(50.0, 110.0)});
  }
  return voice;
}

Groove draw_groove(core::Rng& rng) {
  Groove groove;
  groove.steps_per_beat = rng.chance(0.2) ? 3 : rng.chance(0.2) ? 2 : 4;
  groove.beats = rng.chance(0.12) ? 3 : 4;
  groove.step_s = 60.0 / rng.uniform(62.0, 178.0) / groove.steps_per_beat;
  if (groove.step_s < 0.075) groove.step_s *= 2.0;
  if (rng.chance(0.25)) groove.swing = rng.uniform(0.05, 0.35);
  groove.jitter_s = rng.uniform(0.0, 0.012);
  groove.fill = rng.uniform(0.0, 0.6);
  groove.voices = {kick_voice(groove, rng), snare_voice(groove, rng)};
  if (rng.chance(0.92)) {
    for (Voice& voice : time_keeping(groove, rng)) groove.voices.push_back(std::move(voice));
  }
  if (rng.chance(0.25)) groove.voices.push_back(extra_voice(groove, rng));
  return groove;
}

/// Toms and snare in runs over the last beats of a bar.
void add_fill(const Groove& groove, double start_s, int from, core::Rng& rng,
              std::vector<Note>& notes) {
  static const std::vector<int> kRun = {kSnare, 48, 48, 45, 45, 41, 41, kSnare, 50, 47, 43};
  int key = rng.pick(kRun);
  for (int step = from; step < groove.step_count(); ++step) {
    if (rng.chance(0.4)) key = rng.pick(kRun);
    if (rng.chance(0.12)) continue;
    const double onset_s = start_s + step * groove.step_s + rng.normal(0.0, groove.jitter_s);
    add(notes, onset_s, key, rng.uniform(65.0, 122.0));
    if (groove.step_s > 0.13 && rng.chance(0.25)) {
      add(notes, onset_s + 0.5 * groove.step_s, key, rng.uniform(50.0, 105.0));
    }
  }
}

void add_bar(const Groove& groove, double start_s, int until, core::Rng& rng,
             std::vector<Note>& notes) {
  for (const Voice& voice : groove.voices) {
    for (int step = 0; step < until; ++step) {
      const Step& drawn = voice.steps[static_cast<std::size_t>(step)];
      if (!rng.chance(drawn.probability)) continue;
      const double late = step % 2 == 1 ? groove.swing : 0.0;
      const double onset_s =
          start_s + (step + late) * groove.step_s + rng.normal(0.0, groove.jitter_s);
      add(notes, onset_s, voice.key, drawn.velocity + rng.normal(0.0, 7.0));
    }
  }
}

std::vector<Note> groove_over(double duration_s, core::Rng& rng) {
  std::vector<Note> notes;
  Groove groove = draw_groove(rng);
  double start_s = rng.uniform(-2.0, 1.0);
  for (int bar = 0; start_s < duration_s; ++bar) {
    if (bar > 0 && bar % 4 == 0 && rng.chance(0.3)) {
      const double step_s = groove.step_s;  // another groove, the same beat
      const int steps = groove.steps_per_beat;
      Groove other = draw_groove(rng);
      if (other.steps_per_beat == steps) {
        groove = other;
        groove.step_s = step_s;
      }
    }
    const bool fills = rng.chance(bar % 4 == 3 ? groove.fill : 0.1 * groove.fill);
    const int from = fills ? rng.integer(0, groove.step_count() - 1) : groove.step_count();
    add_bar(groove, start_s, from, rng, notes);
    if (fills) add_fill(groove, start_s, from, rng, notes);
    if (bar % 4 == 0 && rng.chance(0.4)) add(notes, start_s, kCrash, rng.uniform(80.0, 125.0));
    start_s += groove.step_count() * groove.step_s;
  }
  return notes;
}

/// Each drum by itself, at any time.
std::vector<Note> scattered_over(double duration_s, core::Rng& rng) {
  static const std::vector<int> kKeys = {36, 36, 36, 38, 38, 38, 42, 42, 42, 46, 44, 41, 45,
                                         48, 50, 49, 57, 51, 59, 53, 37, 39, 54, 56, 70};
  std::vector<Note> notes;
  const int voices = rng.integer(2, 9);
  for (int voice = 0; voice < voices; ++voice) {
    const int key = rng.pick(kKeys);
    const double mean_gap_s = rng.log_uniform(0.2, 2.5);
    double onset_s = rng.uniform(0.0, mean_gap_s);
    while (onset_s < duration_s) {
      add(notes, onset_s, key, rng.uniform(30.0, 125.0));
      onset_s += 0.07 - mean_gap_s * std::log(1.0 - rng.uniform());
    }
  }
  return notes;
}

}  // namespace

void sort_hits(std::vector<Note>& hits) {
  std::sort(hits.begin(), hits.end(), [](const Note& a, const Note& b) {
    return a.onset_s != b.onset_s ? a.onset_s < b.onset_s : a.pitch_midi < b.pitch_midi;
  });
}

std::vector<Note> draw_drumming(double duration_s, core::Rng& rng) {
  std::vector<Note> notes =
      rng.chance(0.7) ? groove_over(duration_s, rng) : scattered_over(duration_s, rng);
  std::erase_if(notes, [&](const Note& note) {
    return note.onset_s < 0.0 || note.onset_s > duration_s - kNominal_s;
  });
  sort_hits(notes);
  // One drum is not struck twice within 25 ms.
  std::vector<Note> kept;
  for (const Note& note : notes) {
    const auto recent = kept.rbegin() + std::min<std::ptrdiff_t>(12, std::ssize(kept));
    const bool again = std::any_of(kept.rbegin(), recent, [&](const Note& before) {
      return before.pitch_midi == note.pitch_midi && note.onset_s - before.onset_s < 0.025;
    });
    if (!again) kept.push_back(note);
  }
  return kept;
}

}  // namespace divisi::synth

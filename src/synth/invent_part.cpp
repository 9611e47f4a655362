#include "synth/invent_part.h"

#include <algorithm>
#include <cstdlib>

#include "synth/excerpt.h"

namespace divisi::synth {
namespace {

/// When within a chord's two beats something is played, and for how long.
struct Stroke {
  double beat = 0.0;
  double length_beats = 1.0;
};
using Rhythm = std::vector<Stroke>;

/// What all inventors share.
struct Desk {
  const BeatGrid& grid;
  double duration_s;
  core::Rng& rng;
  Part part;

  void play(double beat, double length_beats, int pitch_midi, int velocity) {
    const double onset_s = grid.time_s(beat);
    const double offset_s = std::min(grid.time_s(beat + length_beats), duration_s);
    if (onset_s < 0.0 || onset_s > duration_s - 0.1) return;
    Note note;
    note.onset_s = onset_s;
    note.offset_s = std::max(offset_s, onset_s + 0.05);
    note.pitch_midi = std::clamp(pitch_midi, 0, 127);
    note.velocity = std::clamp(velocity + rng.integer(-6, 6), 30, 127);
    part.notes.push_back(note);
  }
};

/// The lowest pitch of that class from `lowest` up.
int from(int lowest, int pitch_class) { return lowest + ((pitch_class - lowest) % 12 + 12) % 12; }

/// `count` chord tones upward from the first one at or above `lowest`.
std::vector<int> stack(const Chord& chord, int lowest, int count) {
  std::vector<int> pitches;
  for (int pitch = lowest; static_cast<int>(pitches.size()) < count && pitch < 108; ++pitch) {
    if (std::find(chord.tones.begin(), chord.tones.end(), pitch % 12) != chord.tones.end()) {
      pitches.push_back(pitch);
    }
  }
  return pitches;
}

void invent_bass(const std::vector<Chord>& chords, Desk& desk) {
  static const std::vector<Rhythm> kRhythms = {{{0, 1.9}},
                                               {{0, 0.9}, {1, 0.9}},
                                               {{0, 1.4}, {1.5, 0.45}},
                                               {{0, 0.45}, {0.5, 0.45}, {1, 0.45}, {1.5, 0.45}},
                                               {{0, 0.7}, {0.75, 0.2}, {1, 0.45}, {1.5, 0.45}}};
  const Rhythm& rhythm = desk.rng.pick(kRhythms);
  const double wandering = desk.rng.uniform(0.0, 0.6);  // how often it leaves the root
  const int lowest = desk.rng.integer(28, 33);
  for (const Chord& chord : chords) {
    for (const Stroke& stroke : rhythm) {
      const bool leaves = stroke.beat > 0.0 && desk.rng.chance(wandering);
      const int tone = leaves ? desk.rng.pick(chord.tones) : chord.root();
      desk.play(chord.first_beat + stroke.beat, stroke.length_beats, from(lowest, tone), 85);
    }
  }
}

/// Up to six strings: the root in the low octave, then upward as the hand lies.
std::vector<int> grip(const Chord& chord, int lowest, int strings, bool is_power_chord) {
  const int root = from(lowest, chord.root());
  if (is_power_chord) return {root, root + 7, root + 12};
  std::vector<int> pitches = {root};
  for (const int pitch : stack(chord, root + 5, strings - 1)) pitches.push_back(pitch);
  return pitches;
}

void strum(const std::vector<Chord>& chords, Desk& desk) {
  static const std::vector<Rhythm> kRhythms = {{{0, 0.9}, {1, 0.9}},
                                               {{0, 0.9}, {1, 0.45}, {1.5, 0.45}},
                                               {{0, 0.45}, {0.5, 0.45}, {1, 0.45}, {1.5, 0.45}},
                                               {{0.5, 0.3}, {1.5, 0.3}},
                                               {{0, 0.7}, {0.75, 0.7}, {1.5, 0.45}},
                                               {{0, 1.9}}};
  const Rhythm& rhythm = desk.rng.pick(kRhythms);
  const bool power = desk.rng.chance(0.25);
  const int strings = desk.rng.integer(3, 6);
  const int lowest = desk.rng.integer(40, 48);
  for (const Chord& chord : chords) {
    const std::vector<int> pitches = grip(chord, lowest, strings, power);
    for (const Stroke& stroke : rhythm) {
      if (stroke.beat > 0.0 && desk.rng.chance(0.1)) continue;
      for (const int pitch : pitches) {
        desk.play(chord.first_beat + stroke.beat, stroke.length_beats, pitch, 80);
      }
    }
  }
}

/// Chord tones one after the other, up and down.
void break_chords(const std::vector<Chord>& chords, int lowest, int tones, Desk& desk) {
  const double step_beats = desk.rng.chance(0.7) ? 0.5 : 0.25;
  const double length_beats = step_beats * desk.rng.uniform(0.9, 3.0);
  const int turn = std::max(1, 2 * (tones - 1));
  for (const Chord& chord : chords) {
    const std::vector<int> pitches = stack(chord, lowest, tones);
    int place = 0;
    for (double beat = 0.0; beat < 2.0 - 1e-9; beat += step_beats, ++place) {
      const int at = place % turn;
      const int tone = std::min(at < tones ? at : turn - at, static_cast<int>(pitches.size()) - 1);
      desk.play(chord.first_beat + beat, length_beats, pitches[static_cast<std::size_t>(tone)], 78);
    }
  }
}

void invent_guitar(const std::vector<Chord>& chords, Desk& desk) {
  if (desk.rng.chance(0.65)) return strum(chords, desk);
  break_chords(chords, desk.rng.integer(45, 55), desk.rng.integer(3, 5), desk);
}

void invent_piano(const std::vector<Chord>& chords, Desk& desk) {
  static const std::vector<Rhythm> kRhythms = {{{0, 1.9}},
                                               {{0, 0.95}, {1, 0.95}},
                                               {{0.5, 0.4}, {1.5, 0.4}},
                                               {{0, 0.7}, {1.5, 0.45}},
                                               {{0, 0.45}, {0.5, 0.45}, {1, 0.45}, {1.5, 0.45}}};
  if (desk.rng.chance(0.4)) {
    break_chords(chords, desk.rng.integer(52, 67), desk.rng.integer(3, 5), desk);
  } else {
    const Rhythm& rhythm = desk.rng.pick(kRhythms);
    const int lowest = desk.rng.integer(52, 66);
    const int tones = desk.rng.integer(3, 4);
    for (const Chord& chord : chords) {
      for (const Stroke& stroke : rhythm) {
        for (const int pitch : stack(chord, lowest, tones)) {
          desk.play(chord.first_beat + stroke.beat, stroke.length_beats, pitch, 76);
        }
      }
    }
  }
  if (desk.rng.chance(0.4)) return;  // the right hand alone
  const bool octaves = desk.rng.chance(0.5);
  for (const Chord& chord : chords) {
    desk.play(chord.first_beat, 1.8, from(36, chord.root()), 74);
    if (octaves) desk.play(chord.first_beat, 1.8, from(36, chord.root()) + 12, 70);
  }
}

void hold_chords(const std::vector<Chord>& chords, Desk& desk) {
  const int lowest = desk.rng.integer(50, 64);
  const int voices = desk.rng.integer(2, 4);
  for (std::size_t i = 0; i < chords.size();) {
    std::size_t next = i + 1;  // bows stay on a chord that stays, for up to eight beats
    while (next < chords.size() && next < i + 4 && chords[next].tones == chords[i].tones) ++next;
    const double length_beats = 2.0 * static_cast<double>(next - i) - 0.05;
    for (const int pitch : stack(chords[i], lowest, voices)) {
      desk.play(chords[i].first_beat, length_beats, pitch, 72);
    }
    i = next;
  }
}

void draw_string_line(const std::vector<Chord>& chords, Desk& desk) {
  static const std::vector<Rhythm> kRhythms = {{{0, 1.95}},
                                               {{0, 0.97}, {1, 0.97}},
                                               {{0, 1.45}, {1.5, 0.47}},
                                               {{0, 0.97}, {1, 0.48}, {1.5, 0.48}}};
  int pitch = desk.rng.integer(60, 76);
  const int centre = pitch;
  for (const Chord& chord : chords) {
    for (const Stroke& stroke : desk.rng.pick(kRhythms)) {
      const std::vector<int> near = stack(chord, std::clamp(pitch - 5, centre - 9, centre + 7), 3);
      pitch = desk.rng.pick(near);
      desk.play(chord.first_beat + stroke.beat, stroke.length_beats, pitch, 78);
    }
  }
}

/// Kick, snare, hi-hat or ride, a crash every eight bars and a fill before it.
void invent_drums(Desk& desk) {
  static const std::vector<std::vector<double>> kKicks = {
      {0, 2}, {0, 2, 2.5}, {0, 1.5, 2.5}, {0, 1, 2, 3}, {0, 2.75}, {0, 0.75, 2.5}};
  const std::vector<double>& kicks = desk.rng.pick(kKicks);
  const int time_key = desk.rng.chance(0.75) ? 42 : 51;
  const double step_beats = desk.rng.chance(0.75) ? 0.5 : (desk.rng.chance(0.5) ? 1.0 : 0.25);
  const int snare = desk.rng.chance(0.85) ? 38 : 37;
  const int bars = static_cast<int>(desk.grid.size()) / 4;
  for (int bar = 0; bar < bars; ++bar) {
    const double start = 4.0 * bar;
    const bool fills = bar % 8 == 7;
    if (bar % 8 == 0 && desk.rng.chance(0.8)) desk.play(start, 0.5, 49, 100);
    for (const double kick : kicks) desk.play(start + kick, 0.2, 36, 100);
    for (const double beat : {1.0, 3.0}) {
      if (!fills || beat < 2.0) desk.play(start + beat, 0.2, snare, 100);
    }
    for (double beat = 0.0; beat < (fills ? 2.0 : 4.0); beat += step_beats) {
      const bool opens = time_key == 42 && beat > 3.4 && desk.rng.chance(0.2);
      desk.play(start + beat, 0.2, opens ? 46 : time_key, beat == static_cast<int>(beat) ? 86 : 68);
    }
    for (double beat = 2.0; fills && beat < 4.0; beat += 0.25) {
      const int key = beat < 2.5 ? 38 : (beat < 3.0 ? 48 : (beat < 3.5 ? 45 : 43));
      if (desk.rng.chance(0.8)) desk.play(start + beat, 0.2, key, 92);
    }
  }
}

}  // namespace

Part invent_part(BandClass band_class, const std::vector<Chord>& chords, const BeatGrid& grid,
                 double duration_s, core::Rng& rng) {
  Desk desk{grid, duration_s, rng, {}};
  switch (band_class) {
    case BandClass::piano:
      invent_piano(chords, desk);
      break;
    case BandClass::guitar:
      invent_guitar(chords, desk);
      break;
    case BandClass::bass:
      invent_bass(chords, desk);
      break;
    case BandClass::drums:
      desk.part.is_drums = true;
      invent_drums(desk);
      break;
    case BandClass::strings:
      rng.chance(0.6) ? hold_chords(chords, desk) : draw_string_line(chords, desk);
      break;
  }
  tidy_notes(desk.part.notes, duration_s);
  return std::move(desk.part);
}

}  // namespace divisi::synth

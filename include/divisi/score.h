/// Notes, the parts that play them, and the tempo they are written in.
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace divisi {

/// A4 where nothing else is said.
inline constexpr double kStandardTuning_hz = 440.0;
/// What it may be: some two semitones more or less.
inline constexpr double kLowestTuning_hz = 390.0;
inline constexpr double kHighestTuning_hz = 500.0;

/// Of MIDI pitch 69 the tuning's own.
inline double hz_of_pitch(double pitch_midi, double tuning_hz = kStandardTuning_hz) {
  return tuning_hz * std::exp2((pitch_midi - 69.0) / 12.0);
}

/// The other way round. Requires: frequency_hz > 0.
inline double pitch_of_hz(double frequency_hz, double tuning_hz = kStandardTuning_hz) {
  return 69.0 + 12.0 * std::log2(frequency_hz / tuning_hz);
}

/// One sounding note, in the recording's own time.
struct Note {
  double onset_s = 0.0;
  double offset_s = 0.0;    ///< > onset_s
  int pitch_midi = 0;       ///< 0 to 127; 60 is middle C
  int velocity = 64;        ///< 1 to 127
  double confidence = 1.0;  ///< probability that this note is there, 0 to 1
  /// That it is its part's rather than the next best's, 0.5 to 1; of a note that is written for
  /// another part already, that this one plays it, too.
  double part_confidence = 1.0;
  int next_part = -1;  ///< the next best, of Score::parts; -1: none, or not known
  /// How its pitch moves: cents above the key in the score's tuning, -200 to 200, evenly spaced
  /// from onset to offset, some 43 a second; of one number alone, the whole note has it. Empty: it
  /// keeps to its key, or its part does.
  std::vector<int> bend_cents = {};
};

/// What bend_cents holds at most, either way: what a MIDI pitch wheel can say.
inline constexpr int kMostBend_cents = 200;

/// When the note's bend `i` is reached.
double time_of_bend(const Note& note, std::size_t i);

/// How many cents the note is above its key then, by straight lines between its bends; before the
/// note and behind it as at its ends; 0 without bends.
double bend_at(const Note& note, double time_s);

/// The notes of one source, in order of onset, then pitch.
struct Part {
  std::string name;       ///< UTF-8, shown as the track's name
  int program = 0;        ///< General MIDI program, 0 to 127
  bool is_drums = false;  ///< pitches are General MIDI percussion keys
  std::vector<Note> notes;
  std::string family = {};         ///< kind of instrument it sounds like, "strings"; empty: unknown
  double name_confidence = 0.0;    ///< that the name is right, 0 to 1; 0: nobody recognised it
  double activity = 0.0;           ///< that its notes are one source's, 0 to 1; 0: not known
  std::vector<float> timbre = {};  ///< what it sounds like, of length 1, to compare within one
                                   ///< piece's parts; empty: nobody listened for it
};

/// From `time_s` on, a quarter note lasts 60 / beats_per_minute seconds.
struct TempoChange {
  double time_s = 0.0;
  double beats_per_minute = 120.0;
};

/// A whole piece. `tempo` is ordered by time and never empty once written.
struct Score {
  std::string title;
  double duration_s = 0.0;
  double tuning_hz = kStandardTuning_hz;  ///< of A4 (MIDI pitch 69) in the recording
  std::vector<TempoChange> tempo = {TempoChange{}};
  std::vector<Part> parts;
};

}  // namespace divisi

/// Instruments made of recorded single notes.
///
/// Source    ours: a neighbouring note, at most four semitones away, played at another speed
///           (cubic interpolation), cut at its first rise of energy.
/// Errors    not_found, corrupt (instrument.json, sound files), each naming the file.
/// Thread    const-safe.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/rng.h"
#include "divisi/error.h"
#include "divisi/score.h"
#include "synth/expression.h"

namespace divisi::synth {

/// One recorded note, at kRateHz: sample 0 is where it begins to sound.
struct RecordedNote {
  int pitch_midi = 60;
  double offset_cents = 0.0;  ///< how far it is from that pitch
  int velocity = 85;          ///< how loudly it was played, as far as its name tells
  Signal sound;
  double decay_s = 1e6;        ///< to -40 dB of its peak, where it dies by itself
  std::size_t loop_start = 0;  ///< steady stretch to repeat; equal to loop_end when there is none
  std::size_t loop_end = 0;
};

struct SampleSet {
  std::string name;
  bool sustained = true;
  Manner manner = Manner::reed;  ///< how lines are shaped when it is sustained
  int lowest = 0;
  int highest = 127;
  std::map<int, std::vector<RecordedNote>> notes;  ///< [pitch]

  bool can_play(int pitch_midi) const;
};

/// A folder written by tools/prepare_samples.py.
Expected<SampleSet> load_samples(const std::filesystem::path& folder);

/// Struck and plucked instruments, many notes at once. Labels end at release or natural decay.
std::vector<Note> play_samples(const std::vector<Note>& notes, const SampleSet& set,
                               double tuning_cents, core::Rng& rng, Signal& out);

/// A sustained instrument along an expressive line: its glides, vibrato and levels.
std::vector<Note> sing_samples(const std::vector<Note>& notes, const SampleSet& set,
                               const Expression& expression, core::Rng& rng, Signal& out);

}  // namespace divisi::synth

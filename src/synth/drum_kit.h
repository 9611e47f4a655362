/// Drum kits: recorded or synthesised hits on General MIDI percussion keys, and one who plays them.
///
/// Source    ours. Kits on disk are folders written by tools/prepare_drum_kits.py; synthesised ones
///           come from synth/drum_synth.h. In each clip every drum is tuned, damped, filtered and
///           balanced anew, so that a few kits stand for many.
/// Errors    not_found, corrupt (kit.json, sound files), each naming the file.
/// Thread    const-safe.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/rng.h"
#include "divisi/error.h"
#include "divisi/score.h"
#include "synth/clip.h"

namespace divisi::synth {

/// One recorded hit at kRateHz: sample 0 is where it begins, its peak is 1.
struct DrumHit {
  int velocity = 100;  ///< how hard it was struck, 1 to 127
  Signal sound;
};

struct DrumKit {
  std::string name;
  std::map<int, std::vector<DrumHit>> hits;  ///< [General MIDI key]

  /// The key of this kit that is played for `key`: itself, or another of its class; 0: none.
  int stand_in(int key) const;
};

/// A folder with kit.json.
Expected<DrumKit> load_kit(const std::filesystem::path& folder);

/// Adds the hits to `out`, and returns those that the kit could play, on the keys that it played. A
/// closed hi-hat ends an open one. Notes must be ordered by onset.
std::vector<Note> play_kit(const std::vector<Note>& notes, const DrumKit& kit, core::Rng& rng,
                           Signal& out);

}  // namespace divisi::synth

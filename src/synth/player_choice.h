/// Who plays a part of a piece, in the words that clip.json uses.
///
///   fluid <program> <soundfont>   fluid drums <soundfont>   sampled <set>
///   kit <name>   kit synthetic    expressive <voice, bowed, reed, flute, brass, oscillator>
///   plucked      oscillator       oscillator <pulse, triangle, fm, harmonic, pad>
///
/// Errors    invalid_argument: a line that says what was expected.
#pragma once

#include <string>
#include <vector>

#include "divisi/error.h"
#include "synth/player.h"

namespace divisi::synth {

/// What there is to choose from.
struct PlayerStock {
  const std::vector<std::string>& soundfonts;  ///< paths; chosen by file name
  const std::vector<std::string>& samples;
  const std::vector<std::string>& drum_kits;
};

/// Sets source, program, soundfont, sample set, manner, waveform and is_drums of `planned`.
Expected<void> choose_player(const std::string& words, const PlayerStock& stock,
                             PlannedPart& planned);

}  // namespace divisi::synth

/// Names of pitches.
#pragma once

#include <array>
#include <string>

namespace divisi::score {

/// Scientific pitch notation with sharps: 60 -> "C4", 61 -> "C#4". Requires: 0 to 127.
inline std::string pitch_name(int midi) {
  static constexpr std::array<const char*, 12> kNames = {"C",  "C#", "D",  "D#", "E",  "F",
                                                         "F#", "G",  "G#", "A",  "A#", "B"};
  return kNames[static_cast<std::size_t>(midi % 12)] + std::to_string(midi / 12 - 1);
}

}  // namespace divisi::score

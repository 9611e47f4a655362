/// How a part is laid out on paper: its staves and clefs, and where drums stand.
///
/// Thread    safe.
#pragma once

#include <vector>

#include "divisi/score.h"
#include "score/notation.h"
#include "score/quantise.h"

namespace divisi::score {

enum class Clef { treble, bass, percussion };

struct Staff {
  Clef clef = Clef::treble;
  StaffBars bars;
};

/// One staff where a clef suffices, two split at middle C where the notes need both.
std::vector<Staff> make_staves(const Part& part, const WrittenPart& written, const BarFrame& frame);

/// Where a General MIDI drum stands on the percussion staff, and whether with a cross.
struct DrumPlace {
  char step;
  int octave;
  bool cross;
};

DrumPlace drum_place(int key);

}  // namespace divisi::score

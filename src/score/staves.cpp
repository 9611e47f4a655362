#include "score/staves.h"

#include <algorithm>

namespace divisi::score {
namespace {

constexpr int kMiddleC = 60;

}  // namespace

std::vector<Staff> make_staves(const Part& part, const WrittenPart& written,
                               const BarFrame& frame) {
  if (part.is_drums) {
    return {{Clef::percussion, write_staff(written.notes, written.ternary, frame)}};
  }
  std::vector<WrittenNote> high;
  std::vector<WrittenNote> low;
  double sum = 0.0;
  int lowest = 127;
  int highest = 0;
  for (const WrittenNote& note : written.notes) {
    (note.pitch_midi >= kMiddleC ? high : low).push_back(note);
    sum += note.pitch_midi;
    lowest = std::min(lowest, note.pitch_midi);
    highest = std::max(highest, note.pitch_midi);
  }
  const bool keyboard = part.program <= 20;  // pianos, tuned percussion, organs
  const bool wide = lowest < (keyboard ? 53 : 45) && highest > (keyboard ? 67 : 74);
  if (wide) {
    return {{Clef::treble, write_staff(high, written.ternary, frame)},
            {Clef::bass, write_staff(low, written.ternary, frame)}};
  }
  const double mean =
      written.notes.empty() ? 72.0 : sum / static_cast<double>(written.notes.size());
  return {{mean < 56.0 ? Clef::bass : Clef::treble,
           write_staff(written.notes, written.ternary, frame)}};
}

DrumPlace drum_place(int key) {
  switch (key) {
    case 35:
    case 36:
      return {'F', 4, false};  // bass drums
    case 37:
    case 38:
    case 39:
    case 40:
      return {'C', 5, false};  // snares, stick, clap
    case 41:
    case 43:
      return {'A', 4, false};  // floor toms
    case 45:
    case 47:
      return {'B', 4, false};  // middle toms
    case 48:
    case 50:
      return {'E', 5, false};  // high toms
    case 42:
    case 46:
      return {'G', 5, true};  // hi-hats
    case 44:
      return {'D', 4, true};  // hi-hat by foot
    case 49:
    case 52:
    case 55:
    case 57:
      return {'A', 5, true};  // crashes
    case 51:
    case 53:
    case 59:
      return {'F', 5, true};  // rides
    default:
      return {'D', 5, false};
  }
}

}  // namespace divisi::score

/// Written notes as they stand in bars: voices, rests, ties.
///
/// Thread    safe.
#pragma once

#include <vector>

#include "score/quantise.h"

namespace divisi::score {

/// What has one stem, or a rest: a piece of a bar that one note value can say.
struct Symbol {
  int start = 0;                  ///< units from the start of its bar
  int length = 0;                 ///< 48, 36, 24, 18, 12, 9, 6, 3; 8 and 4 within a triplet
  std::vector<int> pitches_midi;  ///< rising; none for a rest
  bool tied_from_before = false;
  bool tied_on = false;
  bool in_triplet = false;  ///< length 8 or 4
  bool triplet_starts = false;
  bool triplet_ends = false;
  bool whole_bar_rest = false;
};

/// One voice within one bar: symbols that fill it from end to end.
struct VoiceBar {
  int voice = 0;  ///< 0 or 1 on its staff
  std::vector<Symbol> symbols;
};

/// One staff: its bars, each with one or two voices. The first voice is always there.
using StaffBars = std::vector<std::vector<VoiceBar>>;

/// Notes that begin together and last alike share a stem; what goes on while others begin gets the
/// second voice. Where both are taken, the note that would end first ends early.
/// Requires  notes as from quantise_part, starting within the frame.
StaffBars write_staff(const std::vector<WrittenNote>& notes, const std::vector<bool>& ternary,
                      const BarFrame& frame);

}  // namespace divisi::score

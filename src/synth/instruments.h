/// The General MIDI programs that can play a written part, with their comfortable ranges.
///
/// Source    ours: ranges from orchestration practice; programs that have no clear pitch (effects,
///           percussion on pitches) are left out.
#pragma once

#include <functional>
#include <vector>

#include "core/rng.h"

namespace divisi::synth {

enum class Family {
  keyboard,
  mallet,
  organ,
  guitar,
  bass,
  strings,
  choir,
  brass,
  reed,
  pipe,
  synth
};

struct Instrument {
  int program = 0;
  int lowest = 0;  ///< comfortable range, MIDI pitches, both included
  int highest = 0;
  Family family = Family::keyboard;
  bool sustained = false;  ///< sounds at its level as long as the key is held
  double weight = 1.0;     ///< how often it is drawn, beside others that fit as well
};

const std::vector<Instrument>& instruments();

/// nullptr when the program is not in the table.
const Instrument* find_instrument(int program);

/// Instruments on which a hand plays chords with a pedal or strings: pianos, guitars, harps,
/// organs.
bool is_keyboard_like(const Instrument& instrument);

using InstrumentFilter = std::function<bool(const Instrument&)>;
bool is_any(const Instrument& instrument);

/// One of those that are wanted whose range holds [lowest, highest], by weight; nullptr when none
/// does.
const Instrument* draw_instrument(int lowest, int highest, const InstrumentFilter& is_wanted,
                                  core::Rng& rng);

}  // namespace divisi::synth

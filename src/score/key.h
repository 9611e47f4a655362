/// The key of a piece, and the names its notes have in it.
///
/// Source    C. L. Krumhansl, "Cognitive Foundations of Musical Pitch" (1990), chapter 4: the
///           profiles of Krumhansl and Kessler, chosen by correlation (Krumhansl-Schmuckler).
/// Thread    safe.
#pragma once

#include <array>

#include "divisi/score.h"

namespace divisi::score {

struct Key {
  int fifths = 0;  ///< sharps, or flats if negative; -6 to 6
  bool is_minor = false;
};

/// From how long each pitch class sounds, percussion left out; C major where nothing does.
Key estimate_key(const Score& score);

/// A note's name on paper.
struct Spelling {
  char step = 'C';  ///< A to G
  int alter = 0;    ///< semitones: -1 flat, 1 sharp, up to two
  int octave = 4;   ///< 4 begins at middle C
};

/// Names reach from the flat third of the key to its sharp fifth: twelve neighbours on the circle
/// of fifths, so that raised leading notes and flat sevenths get the names people expect.
Spelling spell_pitch(int pitch_midi, const Key& key);

}  // namespace divisi::score

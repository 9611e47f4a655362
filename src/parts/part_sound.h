/// What a part sounds like as a whole: its notes' vectors by register, and how it is played.
///
/// A note counts with the trust in its vector: v / (|v| + 1), so that what is drowned says little.
///
/// Shapes    register_sums [R, D] and family_sums [K], over all notes.
/// Thread    safe. The same notes in the same order give the same numbers.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "parts/note_token.h"
#include "parts/registers.h"

namespace divisi::parts {

/// Fewer notes say nothing about who plays them.
constexpr std::size_t kFewestNotesToName = 8;

struct PartSound {
  int dimensions = 0;
  std::size_t note_count = 0;
  RegisterWeights register_notes = {};  ///< how many notes lie at each register
  std::vector<double> register_sums;    ///< of the trusted vectors of these

  /// Of the log-probabilities of families; empty where no instrument network has listened.
  std::vector<double> family_sums;

  double length_mean = 0.0;           ///< of the logarithm of the notes' lengths in seconds
  double length_spread = 0.0;         ///< its standard deviation
  double together = 0.0;              ///< ln(1 + other notes that sound during a note, on average)
  double chords = 0.0;                ///< share of the notes that begin with the one before
  double pitch_spread_octaves = 0.0;  ///< standard deviation of pitch
};

/// The sound of all tokens.
PartSound sound_of(const NoteTokens& tokens);

/// The numbers that families are told by: by instruments the mean log-probability of each family,
/// else the mean trusted vector of each register; then each register's share of the notes, then the
/// five of playing. Requires: note_count > 0; by instruments, that one has listened.
std::vector<double> features_of(const PartSound& sound, bool by_instruments);
std::size_t feature_count(int dimensions, bool by_instruments);

}  // namespace divisi::parts

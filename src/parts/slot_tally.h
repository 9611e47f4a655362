/// How groups of notes lie to each other in time: who plays at once, who follows whom.
///
/// Shapes    [K, K] row-major, from slot k (row) to slot l.
/// Cost      O(N m) for m notes that begin before one has ended, at most 256.
#pragma once

#include <cstddef>
#include <vector>

#include "divisi/score.h"

namespace divisi::parts {

struct SlotTally {
  std::size_t slots = 0;
  std::vector<double> overlap_s;  ///< time at which notes of both sound, summed over their pairs
  std::vector<double> together;   ///< share of k's notes with which one of l's begins
  std::vector<double> octaves;    ///< the same, a unison, octave, twelfth or two octaves apart
  std::vector<double> follows;    ///< share of k's notes where one of l's begins as it ends

  double at(const std::vector<double>& table, std::size_t k, std::size_t l) const {
    return table[k * slots + l];
  }
};

/// `notes` in order of onset; `slot_of_note` from 0, below `slot_count`, which is at most 64.
SlotTally tally_slots(const std::vector<Note>& notes, const std::vector<int>& slot_of_note,
                      int slot_count);

}  // namespace divisi::parts

/// Who plays what, by slots: groups of notes that are joined, given up and competed for.
///
/// Problem   See models/note_slots.h.
/// Idea      1. Notes fall into fine groups: at most 24 slots. 2. The slot network says which slots
///           are one source, and which are none. 3. Slots are joined while that is likely enough
///           (average linkage). 4. Every note goes to the source that it fits best, in turns with
///           sources becoming the sums of their notes (slot attention's competition, Locatello et
///           al. 2020, algorithm 1, with winners that take all).
/// Source    ours.
/// Errors    none.
/// Cost      that of group_notes() twice, and some milliseconds.
#pragma once

#include <vector>

#include "divisi/grid.h"
#include "models/slots_model.h"
#include "nn/tensor.h"
#include "parts/group_notes.h"
#include "parts/note_token.h"
#include "parts/pair_model.h"

namespace divisi::parts {

struct SlotOptions {
  double fine_logit = 1.2;      ///< groups at least this alike are one slot
  double join_logit = 0.0;      ///< slots at least this likely to be one source are joined
  double least_activity = 0.0;  ///< slots less likely to be one source's are given up; 0 to 1
};

/// The slots that a piece begins with.
struct Slots {
  int count = 0;
  std::vector<int> of_note;  ///< [N]
};
Slots first_slots(const NoteTokens& remembered, const PairModel& pairs, double fine_logit);

struct SlotGrouping {
  Grouping parts;
  Slots slots;
  std::vector<int> part_of_slot;  ///< [K] that won most of its notes; -1: no part won half of them
  std::vector<double> activity;   ///< [K] probability that the slot's notes are one source's
  Map2d joined;                   ///< [K, K] probability that two are one source
};

/// `heard` with the timbre network's vectors, `remembered` the same notes with the memory's.
/// `grouping` says how many parts there may be, and how small; its merge_logit is not used.
SlotGrouping group_by_slots(const NoteTokens& heard, const NoteTokens& remembered,
                            const PairModel& pairs, const models::SlotsModel& network,
                            const SlotOptions& options, const GroupOptions& grouping);

}  // namespace divisi::parts

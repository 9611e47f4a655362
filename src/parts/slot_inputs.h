/// What the slot network is told of each group of notes, and of each two of them.
///
/// Source    ours.
/// Shapes    items [K, 1, slot_item_numbers()], relations [K, 2r+1, kSlotRelations] with r =
///           models::kMostSlots - 1: slot l as seen from slot k at place l - k + r, 0 where there
///           is no slot. Each number is brought to a size of about 1.
#pragma once

#include <vector>

#include "nn/tensor.h"
#include "parts/note_token.h"
#include "parts/pair_model.h"

namespace divisi::parts {

/// Notes in order of onset, and the slot of each, from 0.
struct SlottedNotes {
  const NoteTokens& heard;       ///< with what the timbre network made of them
  const NoteTokens& remembered;  ///< the same notes with what the memory made of that
  const std::vector<int>& slot_of_note;
  int slot_count = 0;  ///< at most models::kMostSlots, each with a note
};

/// The numbers of a pair of slots, in their order.
enum SlotRelation {
  kMeanLogit,  ///< of being one source, over the pairs of their notes, halved
  kLead,       ///< by how much that is more than `from`'s with its best other slot
  kLeadBack,   ///< the same for `to`
  kTimbreAlike,
  kMemoryAlike,  ///< cosines of their mean vectors
  kApartOctaves,
  kClose,          ///< exp(-4 kApartOctaves)
  kCommonRange,    ///< octaves in which both play most of their notes, negative when apart
  kCommonPitches,  ///< cosine of their histograms of pitch
  kOverlapping,    ///< time at which both sound, by the sounding time of the shorter, up to 3
  kBeginTogether,
  kBeginTogetherBack,
  kOctaves,
  kOctavesBack,
  kFollowing,
  kFollowingBack,  ///< parts/slot_tally.h
  kCommonSpan,     ///< stretch of the piece in which both play, negative when apart
  kSmaller,        ///< logarithm of the smaller's share of all sounding time
  kLengthApart,    ///< square of the difference of their notes' mean logarithmic length
  kLoudnessApart,
  kSlotRelations
};

inline constexpr int kSlotExtras = 16;  ///< numbers of a slot beside its two mean vectors
inline int slot_item_numbers(int heard_dimensions, int remembered_dimensions) {
  return kSlotExtras + heard_dimensions + remembered_dimensions;
}

/// `pairs` compares remembered notes.
void fill_slots(const SlottedNotes& notes, const PairModel& pairs, nn::Map& items,
                nn::Map& relations);

}  // namespace divisi::parts

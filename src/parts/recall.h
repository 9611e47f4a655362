/// Notes with what the memory makes of them.
#pragma once

#include "models/memory_model.h"
#include "parts/note_token.h"

namespace divisi::parts {

/// The same notes, in the same order, with the memory's unit vectors for what they sound like.
///
/// A note's vector depends on no more than MemoryModel::context_items() notes on each side: long
/// pieces are taken a block at a time, with so many around it, and the result is the same for any
/// block.
/// Requires: notes in order of onset, and the memory made for vectors of their dimensions.
/// Cost      25 microseconds for a note; memory bounded by the block's, on each of the threads.
NoteTokens recall(const NoteTokens& tokens, const models::MemoryModel& memory,
                  std::size_t block_notes = 512, int threads = 1);

}  // namespace divisi::parts

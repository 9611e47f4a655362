/// Notes with what the memory makes of them.
#pragma once

#include "models/memory_model.h"
#include "parts/note_token.h"

namespace divisi::parts {

/// The same notes, in the same order, with the memory's unit vectors for what they sound like.
///
/// A note's vector depends on no more than MemoryModel::context_items() notes on each side: each
/// thread takes a stretch of the piece, with so many around it, and the result is the same however
/// many these are.
/// Requires: notes in order of onset, and the memory made for vectors of their dimensions.
/// Cost      some 4 microseconds for a note with AVX-512; memory some hundred numbers for a note.
NoteTokens recall(const NoteTokens& tokens, const models::MemoryModel& memory, int threads = 1);

}  // namespace divisi::parts

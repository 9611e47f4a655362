/// Notes to parts: as many as are heard, so many as are asked for, or one for each instrument that
/// is known to play.
///
/// Thread    safe.
#pragma once

#include <vector>

#include "divisi/error.h"
#include "divisi/options.h"
#include "divisi/score.h"
#include "divisi/transcriber.h"
#include "engine/loaded_parts.h"
#include "parts/note_token.h"

namespace divisi::engine {

/// Whether all notes are one part, so that nobody needs to listen to who plays what.
bool is_one_part(const PartOptions& options);

/// That part. `dealing`, unless nullptr, is told how. Requires: check_part_options() was content,
/// as all below.
Part only_part(const PartOptions& options, const std::vector<Note>& notes,
               Dealing* dealing = nullptr);

/// Whether there is something to tell the instruments by that `options` name, if any.
/// Errors: unsupported.
Expected<void> check_instruments(const PartOptions& options, bool are_heard);

/// Notes without those that all notes together say are not there; all of them where the weights
/// cannot tell, or `options` say so. Requires: in order of onset.
parts::NoteTokens believed(parts::NoteTokens tokens, const LoadedParts& model,
                           const PartOptions& options, int threads);

/// What grouping compares: by way of the memory, where the weights have one.
parts::NoteTokens remembered(const parts::NoteTokens& tokens, const LoadedParts& model,
                             int threads);

/// Notes as they were heard, and as they are remembered, to parts. `dealing` as above.
/// Requires: check_instruments() was content.
std::vector<Part> deal_parts(const parts::NoteTokens& tokens, const parts::NoteTokens& known,
                             const LoadedParts& model, const PartOptions& options,
                             Dealing* dealing);

}  // namespace divisi::engine

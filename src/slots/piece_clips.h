/// Pieces with their sources as the trainer holds clips.
///
/// Errors    those of the audio files.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "slots/pieces.h"
#include "train/clip_set.h"

namespace divisi::slots {

/// The paper's four families (Table II), in the order in which fixed slots stand for them.
const std::vector<std::string>& families();

/// What a slot is to stand for.
enum class SlotTarget { sources, families };

/// Features of the mixtures; notes numbered by source, or by family. Notes of instruments without a
/// family get a number beyond the four: only the mixture tells of them.
Expected<train::ClipSet> load_piece_clips(const std::vector<SlotPiece>& pieces,
                                          const train::ClipFeatures& features, SlotTarget target,
                                          int threads);

/// The pieces of one split.
std::vector<SlotPiece> pieces_of(const std::vector<SlotPiece>& pieces, const std::string& split);

}  // namespace divisi::slots

/// Stems with their notes, from a collection that has both.
///
/// Errors    those of the files; not_found where no clip has two pitched stems with notes.
/// Thread    safe.
#pragma once

#include <vector>

#include "data/dataset.h"
#include "divisi/error.h"
#include "timbre/protocol.h"

namespace divisi::timbre {

/// Percussion, and stems without notes, are left out; then clips with fewer than two stems.
Expected<std::vector<ProtocolPiece>> read_protocol_pieces(const data::Dataset& dataset);

}  // namespace divisi::timbre

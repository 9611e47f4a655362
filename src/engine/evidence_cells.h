/// Maps of probabilities as few bytes: most cells of a note network's maps are silent.
///
/// Source    ours, docs/formats/evidence.md. A cell is its step (evidence_rounding.h) as a varint
///           (seven bits a byte, lowest first, as in Protocol Buffers); a run of zeros is a 0 and
///           the run's length as a varint.
/// Thread    safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "divisi/error.h"
#include "divisi/grid.h"

namespace divisi::engine {

void append_cells(const Map2d& map, float steps, std::string& bytes);

/// Takes a map of `rows` x `columns` off the front of `bytes`.
/// Errors    corrupt, saying what is wrong, without the file's name.
/// Requires  a number of cells that may be allocated: zeros cost no bytes.
Expected<Map2d> take_cells(std::string_view& bytes, std::size_t rows, std::size_t columns,
                           float steps);

}  // namespace divisi::engine

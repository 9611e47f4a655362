/// Groups of single cells (pitch, frame), where note-level clustering groups whole notes.
///
/// Source    Li and Zhu 2026: the frame-level baseline, which clusters up to 22,000 cells at once.
/// Shapes    cells [N] of embeddings [T, P, D] -> labels [N].
/// Thread    safe.
/// Deviates  spectral clustering decides on at most `most_at_once` cells, spread evenly over the
///           list; each other cell joins the group with the greatest mean affinity (Bengio et al.
///           2004 extend spectral methods to new items in the same way, by averages of the kernel).
#pragma once

#include <cstddef>
#include <vector>

#include "nn/tensor.h"

namespace divisi::parts {

struct Cell {
  int frame = 0;
  int pitch = 0;
};

/// Requires: cells within the map; cluster_count >= 1; most_at_once > cluster_count.
std::vector<int> cluster_cells(const nn::Map& embeddings, const std::vector<Cell>& cells,
                               int cluster_count, std::size_t most_at_once = 1000);

}  // namespace divisi::parts

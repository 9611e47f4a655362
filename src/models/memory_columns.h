/// The memory over notes (models/note_memory.h), run over columns: what the product does.
///
/// Problem   Run layer by layer, as it is defined, the memory writes and reads [N, 161, 16 + 12]
///           numbers of pairs, 18 kB for each note, most of which leave the cache in between; and
///           of those layers most of a vector is idle.
/// Idea      Notes lie side by side (nn/columns.h), sixteen in a tile. A tile's relations become
///           the biases of all blocks a few places at a time, and nothing but biases is kept. Every
///           block follows the one before it as closely as the reach allows, so that biases wait
///           for no more than a few tiles, in the cache.
/// Exact     what is said of a note does not depend on the range that is asked for. It is what
///           run_note_memory() or run_note_company() says but for rounding.
/// Cost      some 3 microseconds for a note with AVX-512; memory some MB, however long the range.
/// Thread    immutable: run() may be called from many threads.
#pragma once

#include <functional>
#include <vector>

#include "models/inference_ops.h"
#include "models/note_memory.h"
#include "nn/columns.h"

namespace divisi::models {

/// How the items of a tile lie to their neighbours at `places` places, the first of which is
/// `first_place`, counted from 0 for the neighbour `reach` before: row r of `out`, at
/// [place - first_place][item], gets number r of the pair. What is said of a neighbour who is not
/// there must be finite, and is not used.
using RelateTile = std::function<void(int tile, int first_place, int places, nn::ColumnSpan out)>;

class MemoryColumns {
 public:
  MemoryColumns(const NoteMemorySpec& spec, const NoteMemory& net, const LayerWeights& weights,
                bool of_unit_length);

  /// Vectors of the items in tiles [wanted.begin, wanted.end) into `out` [items, Z], where
  /// the first row is the first wanted item's. `items` holds all `item_count` items of the list.
  /// Requires: `items` are of the tiles that the list has.
  void run(const nn::Columns& items, int item_count, nn::TileRange wanted, const RelateTile& relate,
           float* out) const;

 private:
  friend class MemoryRun;
  struct Block {
    nn::ColumnLayer query, key, value, bias, mix, hidden, out;
  };

  NoteMemorySpec spec_;
  bool of_unit_length_;
  nn::ColumnLayer relation_, begin_, direct_, end_;
  std::vector<Block> blocks_;
};

}  // namespace divisi::models

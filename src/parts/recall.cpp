#include "parts/recall.h"

#include <algorithm>

#include "core/parallel.h"
#include "parts/relation_columns.h"

namespace divisi::parts {

NoteTokens recall(const NoteTokens& tokens, const models::MemoryModel& memory, int threads) {
  NoteTokens result;
  result.dimensions = memory.spec().dimensions;
  result.notes = tokens.notes;
  result.positions = tokens.positions;
  result.vectors.resize(tokens.count() * static_cast<std::size_t>(result.dimensions));
  const nn::Columns items = item_columns(tokens, memory.spec().item_numbers);
  const RelationColumns relations(tokens, memory.spec().reach);
  const models::RelateTile relate = [&](int tile, int first_place, int places, nn::ColumnSpan out) {
    relations.relate(tile, first_place, places, out);
  };
  // Ranges of one length: what lies around each is worked out twice, so that few are best.
  const int tiles = items.tiles().end;
  const int ranges = std::min(std::max(1, threads), tiles);
  core::parallel_for(static_cast<std::size_t>(ranges), threads, [&](std::size_t range) {
    const int r = static_cast<int>(range);
    const nn::TileRange wanted{tiles * r / ranges, tiles * (r + 1) / ranges};
    float* out = result.vectors.data() +
                 std::size_t(wanted.begin) * nn::kColumnTile * std::size_t(result.dimensions);
    memory.columns().run(items, static_cast<int>(tokens.count()), wanted, relate, out);
  });
  return result;
}

}  // namespace divisi::parts

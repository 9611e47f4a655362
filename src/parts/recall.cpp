#include "parts/recall.h"

#include <algorithm>

#include "core/check.h"
#include "parts/memory_inputs.h"

namespace divisi::parts {

NoteTokens recall(const NoteTokens& tokens, const models::MemoryModel& memory,
                  std::size_t block_notes) {
  DIVISI_CHECK(block_notes >= 1, "blocks of at least one note");
  const auto context = static_cast<std::size_t>(memory.context_items());
  NoteTokens result;
  result.dimensions = memory.spec().dimensions;
  result.positions = tokens.positions;
  models::Workspace workspace;
  nn::Map items;
  nn::Map relations;
  nn::Map vectors;
  for (std::size_t begin = 0; begin < tokens.count(); begin += block_notes) {
    const std::size_t end = std::min(tokens.count(), begin + block_notes);
    const std::size_t seen_begin = begin - std::min(begin, context);
    const std::size_t seen_end = std::min(tokens.count(), end + context);
    fill_items(tokens, seen_begin, seen_end, items);
    fill_relations(tokens, seen_begin, seen_end, memory.spec().reach, relations);
    memory.run(items, relations, vectors, workspace);
    for (std::size_t n = begin; n < end; ++n)
      result.add(tokens.notes[n], vectors.frame(static_cast<int>(n - seen_begin)));
  }
  return result;
}

}  // namespace divisi::parts

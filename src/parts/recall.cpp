#include "parts/recall.h"

#include <algorithm>
#include <atomic>

#include "core/check.h"
#include "core/parallel.h"
#include "parts/memory_inputs.h"

namespace divisi::parts {
namespace {

/// Runs the memory over blocks of notes, one after the other.
class Recaller {
 public:
  Recaller(const NoteTokens& tokens, const models::MemoryModel& memory)
      : tokens_(tokens), memory_(memory) {}

  /// Notes [begin, end) into the rows of `vectors` that are theirs.
  void recall(std::size_t begin, std::size_t end, float* vectors) {
    const auto context = static_cast<std::size_t>(memory_.context_items());
    const std::size_t seen_begin = begin - std::min(begin, context);
    const std::size_t seen_end = std::min(tokens_.count(), end + context);
    fill_items(tokens_, seen_begin, seen_end, memory_.spec().item_numbers, items_);
    fill_relations(tokens_, seen_begin, seen_end, memory_.spec().reach, relations_);
    memory_.run(items_, relations_, found_, workspace_);
    const auto dimensions = static_cast<std::size_t>(memory_.spec().dimensions);
    for (std::size_t n = begin; n < end; ++n) {
      std::copy_n(found_.frame(static_cast<int>(n - seen_begin)), dimensions,
                  vectors + n * dimensions);
    }
  }

 private:
  const NoteTokens& tokens_;
  const models::MemoryModel& memory_;
  models::Workspace workspace_;
  nn::Map items_;
  nn::Map relations_;
  nn::Map found_;
};

}  // namespace

NoteTokens recall(const NoteTokens& tokens, const models::MemoryModel& memory,
                  std::size_t block_notes, int threads) {
  DIVISI_CHECK(block_notes >= 1, "blocks of at least one note");
  NoteTokens result;
  result.dimensions = memory.spec().dimensions;
  result.notes = tokens.notes;
  result.positions = tokens.positions;
  result.vectors.resize(tokens.count() * static_cast<std::size_t>(result.dimensions));
  const std::size_t blocks = (tokens.count() + block_notes - 1) / block_notes;
  const std::size_t workers = std::min(blocks, static_cast<std::size_t>(std::max(1, threads)));
  std::atomic<std::size_t> next{0};
  core::parallel_for(workers, threads, [&](std::size_t) {
    Recaller recaller(tokens, memory);
    for (std::size_t block = next++; block < blocks; block = next++) {
      const std::size_t begin = block * block_notes;
      recaller.recall(begin, std::min(tokens.count(), begin + block_notes), result.vectors.data());
    }
  });
  return result;
}

}  // namespace divisi::parts

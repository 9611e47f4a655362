/// A memory over notes with its weights (models/note_memory.h), ready to run.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "models/inference_ops.h"
#include "models/memory_columns.h"
#include "models/note_memory.h"
#include "nn/weights_file.h"

namespace divisi::models {

/// The sizes as named numbers, for the weights file.
std::map<std::string, std::vector<double>> parameters_of(const NoteMemorySpec& spec,
                                                         const std::string& prefix = kMemoryPrefix);

/// Back from a file; nothing when it holds no network of this prefix. Errors: corrupt, naming the
/// size.
Expected<std::optional<NoteMemorySpec>> note_memory_spec_from(
    const nn::WeightsFile& file, const std::string& prefix = kMemoryPrefix);

/// The same of a network for so many numbers of an item and of a pair. Errors: corrupt, too, when
/// it is for others.
Expected<std::optional<NoteMemorySpec>> note_memory_spec_for(const nn::WeightsFile& file,
                                                             const std::string& prefix,
                                                             int item_numbers,
                                                             int relation_numbers);

/// Thread    immutable after load(): run() may be called from many threads, each with a Workspace.
class MemoryModel {
 public:
  /// The memory in a timbre network's file, if there is one, or with kCompanyPrefix what tells
  /// families, with kTruthPrefix what tells notes that are there. `item_numbers` and
  /// `relation_numbers` are how many the caller will give. Errors    corrupt, naming the size or
  /// tensor that does not fit.
  static Expected<std::optional<MemoryModel>> load(nn::WeightsFile& file, int item_numbers,
                                                   int relation_numbers,
                                                   const std::string& prefix = kMemoryPrefix);

  const NoteMemorySpec& spec() const { return spec_; }
  /// Items that the output for an item depends on, on each side of it.
  int context_items() const { return spec_.layers * spec_.reach; }

  /// The same over columns, many times faster: what the product runs.
  const MemoryColumns& columns() const { return columns_; }

  /// items [N, 1, I], relations [N, 2r+1, R] -> [N, 1, Z], unit vectors or logits: the definition,
  /// layer by layer, against which columns() is tested.
  void run(const nn::Map& items, const nn::Map& relations, nn::Map& out,
           Workspace& workspace) const;

 private:
  MemoryModel(const NoteMemorySpec& spec, const std::string& prefix, LayerWeights weights);

  NoteMemorySpec spec_;
  bool of_unit_length_;
  NoteMemory net_;
  LayerWeights weights_;
  MemoryColumns columns_;
};

}  // namespace divisi::models

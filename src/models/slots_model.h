/// Slots over notes with their weights (models/note_slots.h), ready to run.
#pragma once

#include <optional>
#include <vector>

#include "divisi/error.h"
#include "models/inference_ops.h"
#include "models/note_slots.h"
#include "nn/weights_file.h"

namespace divisi::models {

/// Thread    immutable after load(): run() may be called from many threads, each with a Workspace.
class SlotsModel {
 public:
  /// Those in a timbre network's file, if there are any. `item_numbers` and `relation_numbers` are
  /// how many the caller will give.
  /// Errors    corrupt, naming the size or tensor that does not fit.
  static Expected<std::optional<SlotsModel>> load(nn::WeightsFile& file, int item_numbers,
                                                  int relation_numbers);

  /// items [K, 1, I], relations [K, 2 kMostSlots - 1, R], K <= kMostSlots.
  SlotVerdict<nn::Map> run(const nn::Map& items, const nn::Map& relations,
                           Workspace& workspace) const;

 private:
  SlotsModel(const NoteMemorySpec& spec, LayerWeights weights);

  NoteSlots net_;
  LayerWeights weights_;
};

}  // namespace divisi::models

/// Trains the memory over notes (models/note_memory.h), on notes as the product hears them.
///
/// Source    ours. The loss is the binary cross-entropy of "the same source" over all pairs of a
///           piece's notes whose sources are known: what grouping needs is a calibrated answer for
///           every pair, from the same vectors at once.
/// Errors    throws c10::Error as libtorch does.
#pragma once

#include <vector>

#include <torch/torch.h>

#include "hearing/heard_clip.h"
#include "timbre/heard_training.h"
#include "timbre/note_memory_recipe.h"
#include "train/validation.h"

namespace divisi::timbre {

/// To the recipe's last step, going on from the run directory's checkpoint if there is one. What
/// was heard is kept beside the clips.
/// Errors    as train_network(), and those of listening.
Expected<void> train_note_memory(const NoteMemoryRecipe& recipe,
                                 const HeardTrainingOptions& options, const train::LogLine& log);

/// The memory's pairs of notes, as logits of being of one source.
class PairNet {
 public:
  explicit PairNet(const NoteMemoryRecipe& recipe);

  const std::vector<models::ConvLayer>& layers() const { return layers_; }
  /// Those of the memory alone: what the product needs.
  std::vector<models::ConvLayer> memory_layers() const { return memory_.all_layers(); }

  /// Once, before the first step.
  void prepare(train::TorchNet& net) const;

  /// [N, N]
  torch::Tensor logits(train::TorchNet& net, const parts::NoteTokens& tokens) const;

 private:
  models::NoteMemorySpec spec_;
  models::NoteMemory memory_;
  Recall recall_;
  std::vector<models::ConvLayer> layers_;
};

/// Mean over the pairs of different notes whose sources are known; undefined where there are none.
torch::Tensor pair_loss(const torch::Tensor& logits, const std::vector<int>& sources);

/// Over whole pieces: the loss, and how well logits tell pairs of one source from others within a
/// piece of several ("pair_auc").
train::ValidationResult validate_pairs(const PairNet& pairs, train::TorchNet& net,
                                       const std::vector<hearing::HeardNotes>& pieces);

}  // namespace divisi::timbre

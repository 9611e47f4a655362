/// Training what says of each note that was found whether it is there at all, as the notes around
/// it tell: the memory's layers (models/note_memory.h) with one answer.
///
/// Problem   The note network sees 0.4 s around a frame and every pitch by itself: the slide to a
///           sung note, a harmonic that swells, the ring of a string look like notes to it, and
///           most of them to nobody who sees what is played before, behind and beside.
/// Idea      Notes as the product finds them, its mistakes among them: which are in the truth?
/// Source    ours.
/// Thread    as timbre/heard_training.h.
#pragma once

#include <string>
#include <vector>

#include <torch/torch.h>

#include "divisi/error.h"
#include "timbre/heard_training.h"
#include "timbre/note_memory_recipe.h"
#include "timbre/torch_memory_ops.h"

namespace divisi::timbre {

class TruthNet {
 public:
  explicit TruthNet(const NoteMemoryRecipe& recipe);

  std::vector<models::ConvLayer> layers() const { return net_.all_layers(); }
  /// [N] log-odds that a note is there. Requires: notes in order of onset.
  torch::Tensor logits(train::TorchNet& net, const parts::NoteTokens& tokens) const;

 private:
  models::NoteMemorySpec spec_;
  models::NoteMemory net_;
  Recall recall_;
};

/// Mean cross-entropy. `sources` [N] as HeardNotes has them: those that are known are there.
torch::Tensor truth_loss(const torch::Tensor& logits, const std::vector<int>& sources);

/// Over all notes of all pieces: the loss, the share of right notes among them (`precision`) and
/// among those that the product would keep (`kept_precision`), and how many right ones it would not
/// (`right_lost`).
train::ValidationResult validate_truth(const TruthNet& truth, train::TorchNet& net,
                                       const HeardPieces& pieces);

/// Errors    those of hear_sets() and of run_heard_training(); invalid_argument: the recipe's
///           network is not one for what was heard, or has not one answer.
Expected<void> train_note_truth(const NoteMemoryRecipe& recipe, const HeardTrainingOptions& options,
                                const train::LogLine& log);

}  // namespace divisi::timbre

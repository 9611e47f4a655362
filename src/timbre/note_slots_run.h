/// Trains the slots over notes (models/note_slots.h), on notes as the product hears and remembers
/// them.
///
/// Source    Ours. Slots begin at groups of notes, so that truth is known of each without matching:
///           two are one source by the share of their notes' pairs that are, and a slot is active
///           by the share of its notes that are of its main source. The loss is the binary
///           cross-entropy of both, by the square roots of the slots' numbers of notes.
/// Errors    throws c10::Error as libtorch does.
#pragma once

#include <vector>

#include <torch/torch.h>

#include "models/memory_model.h"
#include "parts/pair_model.h"
#include "timbre/heard_training.h"
#include "timbre/note_slots_recipe.h"
#include "train/torch_net.h"

namespace divisi::timbre {

/// To the recipe's last step, going on from the run directory's checkpoint if there is one.
/// `options.timbre_weights` must hold a memory, calibrated.
/// Errors    as train_network(), and those of listening; unsupported: there is no memory.
Expected<void> train_note_slots(const NoteSlotsRecipe& recipe, const HeardTrainingOptions& options,
                                const train::LogLine& log);

/// A piece's slots as the network sees them, and the truth.
struct SlottedPiece {
  torch::Tensor items;      ///< [1, K, 1, I]
  torch::Tensor relations;  ///< [1, K, 2r+1, R]
  torch::Tensor same;       ///< [K, K] share of the pairs of notes that are one source's
  torch::Tensor active;     ///< [K] share of notes that are the main source's
  torch::Tensor weights;    ///< [K] square roots of the numbers of notes with a known source
};

/// Slots of `piece`, whose notes are `remembered`; `of_note` and `count` as parts::Slots.
SlottedPiece slot_piece(const hearing::HeardNotes& piece, const parts::NoteTokens& remembered,
                        const parts::PairModel& pairs, const std::vector<int>& of_note, int count);

/// Logits [K, K] and [K].
models::SlotVerdict<torch::Tensor> judge_slots(const models::NoteSlots& slots, train::TorchNet& net,
                                               const SlottedPiece& piece);

/// The losses of pairs and of activity, in this order; undefined where there are fewer than two
/// slots of known sources.
std::vector<torch::Tensor> slot_losses(const models::SlotVerdict<torch::Tensor>& said,
                                       const SlottedPiece& piece);

}  // namespace divisi::timbre

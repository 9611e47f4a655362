/// Training objective of the note network.
///
/// L = sum over outputs o of w_o * (1 / (B T)) * sum over cells of BCE(logit_o, target_o)
///
/// Source    Binary cross-entropy on soft targets as in Kong et al. 2021, section III.C (onset,
///           offset and frame), velocity weighted by the onset target (their eq. 9). Optional focal
///           factor |target - p|^gamma: Lin et al. 2017, eq. 4, for soft targets as in Li et al.
///           2020 (quality focal loss).
/// Shapes    logits, targets [B, T, P, 4] in the order of models::NoteOutput.
/// Deviates  summed over pitches and averaged over frames, so that its size does not depend on how
///           many empty pitches there are.
#pragma once

#include <torch/torch.h>

#include "train/recipe.h"

namespace divisi::train {

struct Loss {
  torch::Tensor total;  ///< scalar with gradient
  torch::Tensor parts;  ///< one for each output, unweighted, detached
};

Loss note_loss(const torch::Tensor& logits, const torch::Tensor& targets,
               const LossRecipe& weights);

}  // namespace divisi::train

/// The objectives of slot networks, each by its name.
///
/// Source    Taenzer 2026 (arXiv 2606.01460), section III-D, and eq. 2 for the union. The paper
///           gives neither reductions nor weights: means throughout, so that no loss depends on the
///           size of a batch; the weights of SlotLossRecipe are those of our first trials.
/// Shapes    mixture [B, T, P] and slots [B, T, P, K] are logits, rolls [B, T, P] and [B, T, P, S]
///           zeros and ones, activity [B, K] logits, vectors [.., D] of length 1, polyphony
///           [B, T, 8] logits.
/// Errors    throws c10::Error as libtorch does.
#pragma once

#include <torch/torch.h>

#include "train/slot_matching.h"

namespace divisi::train {

torch::Tensor mixture_bce(const torch::Tensor& mixture, const torch::Tensor& roll);

/// Of the probability that any slot sounds, 1 - prod (1 - sigmoid(logit)) (noisy-or), in log space:
/// ln (1 - p) = - sum softplus(logit).
torch::Tensor slot_union_bce(const torch::Tensor& slots, const torch::Tensor& roll);

/// Of pairs only; 0 where there are none. So are all that follow.
torch::Tensor slot_pitch_bce(const torch::Tensor& slots, const torch::Tensor& rolls,
                             const SlotPairs& pairs);

/// Paired slots are active, free ones are not.
torch::Tensor activity_bce(const torch::Tensor& activity, const SlotPairs& pairs);

/// Free slots are silent.
torch::Tensor inactive_slot_bce(const torch::Tensor& slots, const SlotPairs& pairs);

/// 1 - cosine of paired vectors.
torch::Tensor timbre_cosine_distance(const torch::Tensor& slot_vectors,
                                     const torch::Tensor& source_vectors, const SlotPairs& pairs);

/// How many pitches sound in a frame, [B, T], whole numbers; 7 stands for 7 and more.
torch::Tensor polyphony_classes(const torch::Tensor& roll);
torch::Tensor polyphony_cross_entropy(const torch::Tensor& polyphony, const torch::Tensor& roll);

/// Smooth L1 (Girshick 2015, eq. 3) between the sum of a slot's probabilities in a frame and the
/// number of its source's pitches there.
torch::Tensor slot_polyphony_smooth_l1(const torch::Tensor& slots, const torch::Tensor& rolls,
                                       const SlotPairs& pairs);

}  // namespace divisi::train

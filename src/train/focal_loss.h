/// The published training objective of one output.
///
/// L = -(1 / (B T)) * sum of a y (1 - p)^g ln(p + e) + (1 - a)(1 - y) p^g ln(1 - p + e), e = 1e-8
///
/// Source    Lin et al. 2017, eq. 5, as used by Li and Zhu (timbreAMT): g = 1, a = 0.2 for frames
///           and 0.06 for onsets, so that the rare positives get the small weight.
/// Shapes    logits, targets [B, T, P] -> scalar.
/// Deviates  the sum is divided by the frames of the batch, which AdamW does not notice, so that
/// the
///           numbers of batches of any size can be compared.
#pragma once

#include <torch/torch.h>

namespace divisi::train {

torch::Tensor focal_loss(const torch::Tensor& logits, const torch::Tensor& targets, double gamma,
                         double alpha);

}  // namespace divisi::train

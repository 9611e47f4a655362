/// How far the stems are from the sources, in decibels: what the share network is trained to
/// reduce.
///
/// Source    Le Roux et al. 2019: 10 log10(|S|^2 / |S - g X|^2), the signal-to-distortion ratio
///           without scaling, here over the bands of a stretch (shares/share_example.h: exact but
///           for windows that overlap and straight lines between bands).
/// Shapes    corrections [S, T, P, 2].
#pragma once

#include <torch/torch.h>

#include "shares/share_example.h"

namespace divisi::shares {

/// Shares [T, S, B] times e^correction, made to add up to 1.
torch::Tensor corrected(const torch::Tensor& shares, const torch::Tensor& corrections);

/// Mean signal-to-distortion ratio, in dB, of the example's groups that sound, the residual's left
/// out; undefined when none does. `shares` [T, S, B].
torch::Tensor distortion_ratio(const ShareExample& example, const torch::Tensor& shares);

}  // namespace divisi::shares

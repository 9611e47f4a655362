/// What Cerberus is trained by: one loss for each head.
///
/// Source    clustering: Hershey et al. 2016 (classic), Wang, Le Roux and Hershey 2018 (whitened
///           k-means), its stable variant and the weights of cells by their magnitude as nussl has
///           them; masks: Erdogan et al. 2015, truncated as in Manilow et al. 2019 (the Slakh
///           paper), section 3.1; rolls: squared distance, C. Lordelo's summary of the paper.
/// Shapes    K = T F cells, N sources, D dimensions; all results are scalars with gradients.
/// Errors    throws c10::Error as libtorch does.
/// Deviates  the classic loss is divided by the square of the weights' sum, so that crops of all
///           lengths weigh the same.
#pragma once

#include <string>

#include <torch/torch.h>

#include "cerberus/loss_names.h"

namespace divisi::cerberus {

/// `name` is one of clustering_losses().
/// embeddings [B, K, D] of length 1; labels [B, K, N], 1 for the loudest source; weights [B, K].
/// Never a K x K matrix: the mean over items of
///
///     classic           (|V'WV|² - 2 |V'WY|² + |Y'WY|²) / (sum W)²
///     whitened          D - tr[(V'WV)^-1 V'WY (Y'WY)^-1 Y'WV]
///     whitened_stable   D + N - 2 tr[the same, 1 added to both diagonals]
torch::Tensor clustering_loss(const std::string& name, const torch::Tensor& embeddings,
                              const torch::Tensor& labels, const torch::Tensor& weights);

/// The least that a loss of that name can be, to be taken off when it is shown.
double clustering_floor(const std::string& name, int dimensions, int sources);

/// 1 where a source is the loudest of a cell: sources [B, T, N, F] complex -> [B, T F, N].
torch::Tensor loudest_source(const torch::Tensor& sources);

/// |X| over its mean: mixture [B, T, F] complex -> [B, T F].
torch::Tensor magnitude_weights(const torch::Tensor& mixture);

/// |S| cos(angle of S to X), kept within [0, |X|]: [B, T, N, F] of both complex.
torch::Tensor phase_sensitive_targets(const torch::Tensor& sources, const torch::Tensor& mixture);

/// mean |M |X| - target|; masks [B, T, N, F], the rest as above.
torch::Tensor separation_loss(const torch::Tensor& masks, const torch::Tensor& sources,
                              const torch::Tensor& mixture);

/// mean (roll - truth)²
torch::Tensor transcription_loss(const torch::Tensor& rolls, const torch::Tensor& truth);

}  // namespace divisi::cerberus

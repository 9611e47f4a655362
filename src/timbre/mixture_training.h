/// Trains a network that gives each cell a vector, on mixtures drawn anew for each step.
///
/// Source    Li and Zhu 2026: AdamW, clustering loss on the cells that are active in the truth.
/// Thread    the process: libtorch's threads are set here.
/// Errors    throws c10::Error as libtorch does; `log` gets a line now and then.
/// Deviates  one half cosine down to nothing instead of warm restarts over 61 epochs; the loss is a
///           mean (timbre/clustering_losses.h); gradients are not shortened there, here to 1.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "timbre/encoder_recipe.h"

namespace divisi::timbre {

/// Several mixtures at once. The anchors' indices are of a mixture's flattened [T, 84].
struct MixtureBatch {
  torch::Tensor energy;                ///< [B, T, 288, 1]
  torch::Tensor mask;                  ///< [B, T, 84]
  std::vector<torch::Tensor> anchors;  ///< [N], int64
  std::vector<torch::Tensor> labels;   ///< [N, M]
};

MixtureBatch make_mixture_batch(const std::vector<SoloPiece>& pieces, const MixtureOptions& options,
                                int items, core::Rng& rng);

/// The mean of the items' losses. `embeddings` [B, T, 84, D].
torch::Tensor mixture_loss(const std::string& loss, const torch::Tensor& embeddings,
                           const MixtureBatch& batch);

/// How well similarity tells pairs of cells of one instrument from others: the probability that a
/// random pair of the first kind is more alike than one of the second (Mann-Whitney), over the
/// items that have both. Cells where several sound are left out.
double pair_auc(const torch::Tensor& embeddings, const MixtureBatch& batch);

using EmbedFunction = std::function<torch::Tensor(const MixtureBatch&)>;

struct TrainedParts {
  std::vector<torch::Tensor> parameters;
  EmbedFunction embed;              ///< with gradients
  std::function<void()> constrain;  ///< after each step; may be empty
};

/// Returns the mean loss of the last tenth of the steps.
double train_on_mixtures(const EncoderRecipe& recipe, const std::vector<SoloPiece>& pieces,
                         const TrainedParts& trained,
                         const std::function<void(const std::string&)>& log);

}  // namespace divisi::timbre

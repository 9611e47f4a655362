#include "timbre/mixture_training.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "timbre/clustering_losses.h"
#include "train/checkpoint.h"
#include "train/schedule.h"

namespace divisi::timbre {
namespace {

torch::Tensor as_tensor(const Map2d& map) {
  torch::Tensor tensor =
      torch::empty({static_cast<std::int64_t>(map.rows), static_cast<std::int64_t>(map.columns)});
  std::memcpy(tensor.data_ptr<float>(), map.cells.data(), map.cells.size() * sizeof(float));
  return tensor;
}

torch::Tensor indices_of(const Mixture& mixture) {
  const auto pitches = static_cast<std::int64_t>(mixture.mask.columns);
  torch::Tensor indices =
      torch::empty({static_cast<std::int64_t>(mixture.anchors.size())}, torch::kInt64);
  for (std::size_t i = 0; i < mixture.anchors.size(); ++i) {
    indices.data_ptr<std::int64_t>()[i] =
        mixture.anchors[i].frame * pitches + mixture.anchors[i].pitch;
  }
  return indices;
}

torch::Tensor labels_of(const Mixture& mixture) {
  torch::Tensor labels =
      torch::empty({static_cast<std::int64_t>(mixture.anchors.size()), mixture.source_count});
  std::copy(mixture.labels.begin(), mixture.labels.end(), labels.data_ptr<float>());
  return labels;
}

torch::Tensor vectors_at(const torch::Tensor& embeddings, const MixtureBatch& batch,
                         std::size_t item) {
  return embeddings[static_cast<std::int64_t>(item)]
      .reshape({-1, embeddings.size(3)})
      .index_select(0, batch.anchors[item]);
}

}  // namespace

MixtureBatch make_mixture_batch(const std::vector<SoloPiece>& pieces, const MixtureOptions& options,
                                int items, core::Rng& rng) {
  MixtureBatch batch;
  std::vector<torch::Tensor> energies;
  std::vector<torch::Tensor> masks;
  for (int i = 0; i < items; ++i) {
    const Mixture mixture = draw_mixture(pieces, options, rng);
    energies.push_back(as_tensor(mixture.energy).unsqueeze(2));
    masks.push_back(as_tensor(mixture.mask));
    batch.anchors.push_back(indices_of(mixture));
    batch.labels.push_back(labels_of(mixture));
  }
  batch.energy = torch::stack(energies);
  batch.mask = torch::stack(masks);
  return batch;
}

torch::Tensor mixture_loss(const std::string& loss, const torch::Tensor& embeddings,
                           const MixtureBatch& batch) {
  torch::Tensor sum = torch::zeros({});
  for (std::size_t i = 0; i < batch.anchors.size(); ++i) {
    sum = sum + clustering_loss(loss, vectors_at(embeddings, batch, i), batch.labels[i]);
  }
  return sum / static_cast<double>(batch.anchors.size());
}

double pair_auc(const torch::Tensor& embeddings, const MixtureBatch& batch) {
  const torch::NoGradGuard no_gradient;
  double sum = 0.0;
  int items = 0;
  for (std::size_t i = 0; i < batch.anchors.size(); ++i) {
    const torch::Tensor alone = (batch.labels[i].sum(1) == 1).nonzero().squeeze(1);
    const torch::Tensor vectors = vectors_at(embeddings, batch, i).index_select(0, alone);
    const torch::Tensor labels = batch.labels[i].index_select(0, alone);
    const torch::Tensor similarity = torch::matmul(vectors, vectors.t());
    const torch::Tensor same = torch::matmul(labels, labels.t()) > 0.5;
    const torch::Tensor upper = torch::ones_like(similarity).triu(1) > 0.5;
    const torch::Tensor alike = similarity.masked_select(same & upper).contiguous();
    const torch::Tensor different =
        similarity.masked_select(torch::logical_not(same) & upper).contiguous();
    if (alike.numel() == 0 || different.numel() == 0) continue;
    const torch::Tensor below = torch::searchsorted(std::get<0>(different.sort()), alike);
    sum += below.to(torch::kDouble).mean().item<double>() / static_cast<double>(different.numel());
    ++items;
  }
  return items > 0 ? sum / items : 0.0;
}

double train_on_mixtures(const EncoderRecipe& recipe, const std::vector<SoloPiece>& pieces,
                         const TrainedParts& trained,
                         const std::function<void(const std::string&)>& log) {
  torch::optim::AdamW optimiser(
      trained.parameters,
      torch::optim::AdamWOptions(recipe.learning_rate).weight_decay(recipe.weight_decay));
  const int warmup_steps = std::min(20, recipe.steps / 10);
  const int tenth = std::max(1, recipe.steps / 10);
  double recent = 0.0;
  for (int step = 0; step < recipe.steps; ++step) {
    core::Rng rng(recipe.seed, static_cast<std::uint64_t>(step) + 1);
    const MixtureBatch batch = make_mixture_batch(pieces, recipe.mixtures, recipe.batch_items, rng);
    const double factor =
        train::schedule_factor(step, recipe.steps, warmup_steps, recipe.steps - warmup_steps);
    train::set_learning_rate(optimiser, recipe.learning_rate * factor);
    optimiser.zero_grad();
    const torch::Tensor loss = mixture_loss(recipe.loss, trained.embed(batch), batch);
    loss.backward();
    torch::nn::utils::clip_grad_norm_(trained.parameters, 1.0);
    optimiser.step();
    if (trained.constrain) trained.constrain();
    recent += loss.item<double>();
    if ((step + 1) % tenth == 0) {
      char line[96];
      std::snprintf(line, sizeof(line), "step %d of %d, mean loss of the last %d: %.4f", step + 1,
                    recipe.steps, tenth, recent / tenth);
      if (log) log(line);
      if (step + 1 + tenth <= recipe.steps) recent = 0.0;
    }
  }
  return recent / tenth;
}

}  // namespace divisi::timbre

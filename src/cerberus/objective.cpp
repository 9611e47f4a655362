#include "cerberus/objective.h"

#include "cerberus/losses.h"

namespace divisi::cerberus {
namespace {

using Said = models::CerberusOutputs<torch::Tensor>;

/// Undefined where there is no head.
std::vector<torch::Tensor> parts_of(const Said& said, const CropBatch& truth,
                                    const LossRecipe& recipe) {
  std::vector<torch::Tensor> parts(3);
  if (said.embeddings.defined()) {
    const torch::Tensor loss =
        clustering_loss(recipe.variant, said.embeddings.flatten(1, 2),
                        loudest_source(truth.sources), magnitude_weights(truth.mixture));
    parts[0] = loss - clustering_floor(recipe.variant, static_cast<int>(said.embeddings.size(3)),
                                       static_cast<int>(truth.sources.size(2)));
  }
  if (said.masks.defined()) parts[1] = separation_loss(said.masks, truth.sources, truth.mixture);
  if (said.rolls.defined()) parts[2] = transcription_loss(said.rolls, truth.rolls);
  return parts;
}

std::vector<double> weights_of(const LossRecipe& r) {
  return {r.clustering * r.clustering_scale, r.separation * r.separation_scale,
          r.transcription * r.transcription_scale};
}

}  // namespace

std::vector<std::string> objective_names() { return {"clustering", "separation", "transcription"}; }

train::Loss objective(const Said& said, const CropBatch& truth, const LossRecipe& recipe) {
  const std::vector<torch::Tensor> parts = parts_of(said, truth, recipe);
  const std::vector<double> weights = weights_of(recipe);
  const torch::Tensor none = torch::zeros({}, said.heard.options());
  train::Loss loss;
  loss.total = none;
  std::vector<torch::Tensor> shown;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].defined()) loss.total = loss.total + weights[i] * parts[i];
    shown.push_back(parts[i].defined() ? parts[i].detach() : none);
  }
  loss.parts = torch::stack(shown);
  return loss;
}

std::vector<double> pulls(const Said& said, const CropBatch& truth, const LossRecipe& recipe) {
  const std::vector<torch::Tensor> parts = parts_of(said, truth, recipe);
  const std::vector<double> weights = weights_of(recipe);
  std::vector<double> lengths;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!parts[i].defined()) {
      lengths.push_back(0.0);
      continue;
    }
    const auto gradient = torch::autograd::grad({weights[i] * parts[i]}, {said.heard}, {},
                                                /*retain_graph=*/true);
    lengths.push_back(gradient[0].norm().item<double>());
  }
  return lengths;
}

}  // namespace divisi::cerberus

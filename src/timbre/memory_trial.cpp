#include <cstdio>

#include "timbre/attention_memory.h"
#include "timbre/encoder_run.h"
#include "timbre/mixture_training.h"

namespace divisi::timbre {
namespace {

constexpr int kTrialMixtures = 12;
constexpr std::uint64_t kTrialStream = 0x747269616cULL;  // no training step's

/// Cosines of the active cells of two sets of embeddings, [N].
torch::Tensor active_cosines(const torch::Tensor& a, const torch::Tensor& b,
                             const torch::Tensor& mask) {
  return (a * b).sum(3).masked_select(mask > 0.5);
}

std::string row(const char* name, const torch::Tensor& cosines, double auc) {
  char text[128];
  std::snprintf(text, sizeof(text), "| %-28s | %11.5f | %11.5f | %8.4f |\n", name,
                cosines.min().item<double>(), cosines.mean().item<double>(), auc);
  return text;
}

}  // namespace

std::string try_attention_memory(const EncoderRecipe& recipe, const std::vector<SoloPiece>& pieces,
                                 const std::function<void(const std::string&)>& log) {
  torch::manual_seed(recipe.seed);
  MemoryNet net;
  net->train();
  train_on_mixtures(
      recipe, pieces,
      {net->parameters(),
       [&](const MixtureBatch& batch) { return net->forward(batch.energy, batch.mask); },
       [&] { net->trunk->constrain(); }},
      log);
  net->eval();
  const torch::NoGradGuard no_gradient;
  core::Rng rng(recipe.seed, kTrialStream);
  const MixtureBatch batch = make_mixture_batch(pieces, recipe.mixtures, kTrialMixtures, rng);
  const auto with = [&](MemoryAnswer answer) {
    return net->forward(batch.energy, batch.mask, answer);
  };
  const torch::Tensor as_is = with(MemoryAnswer::as_is);
  std::string table =
      "| memory's answer              | least cosine | mean cosine | pair AUC |\n"
      "|------------------------------|--------------|-------------|----------|\n";
  table += row("as it is", active_cosines(as_is, as_is, batch.mask), pair_auc(as_is, batch));
  const torch::Tensor constant = with(MemoryAnswer::clip_mean);
  table += row("its mean over the clip", active_cosines(as_is, constant, batch.mask),
               pair_auc(constant, batch));
  const torch::Tensor none = with(MemoryAnswer::none);
  return table + row("nothing", active_cosines(as_is, none, batch.mask), pair_auc(none, batch));
}

}  // namespace divisi::timbre

#include "cerberus/losses.h"

#include <tuple>
#include <vector>

#include "cerberus/cell_vectors.h"
#include "core/check.h"

namespace divisi::cerberus {
namespace {

constexpr double kTiny = 1e-12;
/// Of the mean of a Gram matrix's diagonal: keeps the inverse of one without full rank finite.
constexpr double kRidge = 1e-6;

/// The products that all variants are made of.
struct Grams {
  torch::Tensor vectors;  ///< V'WV [B, D, D]
  torch::Tensor both;     ///< V'WY [B, D, N]
  torch::Tensor labels;   ///< Y'WY [B, N, N]
  torch::Tensor weight;   ///< sum W [B]

  Grams(const torch::Tensor& v, const torch::Tensor& y, const torch::Tensor& w) {
    std::tie(vectors, both) = weighted_products(v, y, w);
    labels = torch::bmm(y.transpose(1, 2), y * w.unsqueeze(2));
    weight = w.sum(1);
  }
};

torch::Tensor square_sums(const torch::Tensor& matrices) { return matrices.square().sum({1, 2}); }

torch::Tensor with_diagonal(const torch::Tensor& gram, const torch::Tensor& added) {
  return gram + added.view({-1, 1, 1}) * torch::eye(gram.size(1), gram.options());
}

torch::Tensor ridge_of(const torch::Tensor& gram) {
  return kRidge * gram.diagonal(0, 1, 2).mean(1).detach() + kTiny;
}

/// tr[A^-1 C B^-1 C'] of each item.
torch::Tensor explained(const torch::Tensor& a, const torch::Tensor& b, const torch::Tensor& c) {
  const torch::Tensor left = torch::linalg_solve(a, c);
  const torch::Tensor right = torch::linalg_solve(b, c.transpose(1, 2));
  return (left * right.transpose(1, 2)).sum({1, 2});
}

/// Over N of [B, T, N, F]; source by source, since libtorch reduces inner dimensions slowly.
torch::Tensor greatest_of(const torch::Tensor& energy) {
  torch::Tensor greatest = energy.select(2, 0);
  for (std::int64_t n = 1; n < energy.size(2); ++n)
    greatest = torch::maximum(greatest, energy.select(2, n));
  return greatest;
}

torch::Tensor whitened(const Grams& grams) {
  const torch::Tensor trace =
      explained(with_diagonal(grams.vectors, ridge_of(grams.vectors)),
                with_diagonal(grams.labels, ridge_of(grams.labels)), grams.both);
  return static_cast<double>(grams.vectors.size(1)) - trace;
}

torch::Tensor whitened_stable(const Grams& grams) {
  const torch::Tensor one = torch::ones_like(grams.weight);
  const torch::Tensor trace =
      explained(with_diagonal(grams.vectors, one), with_diagonal(grams.labels, one), grams.both);
  return static_cast<double>(grams.both.size(1) + grams.both.size(2)) - 2.0 * trace;
}

}  // namespace

torch::Tensor clustering_loss(const std::string& name, const torch::Tensor& embeddings,
                              const torch::Tensor& labels, const torch::Tensor& weights) {
  const Grams grams(embeddings, labels, weights);
  if (name == "whitened") return whitened(grams).mean();
  if (name == "whitened_stable") return whitened_stable(grams).mean();
  DIVISI_CHECK(name == "classic", "a loss by one of its names");
  const torch::Tensor distance =
      square_sums(grams.vectors) - 2.0 * square_sums(grams.both) + square_sums(grams.labels);
  return (distance / (grams.weight.square() + kTiny)).mean();
}

double clustering_floor(const std::string& name, int dimensions, int sources) {
  return name == "classic" ? 0.0 : static_cast<double>(dimensions - sources);
}

torch::Tensor loudest_source(const torch::Tensor& sources) {
  const torch::Tensor parts = torch::view_as_real(sources);
  const torch::Tensor energy = parts.select(4, 0).square() + parts.select(4, 1).square();
  std::vector<torch::Tensor> loudest;
  torch::Tensor free = torch::ones_like(energy.select(2, 0), torch::kBool);
  const torch::Tensor greatest = greatest_of(energy);
  for (const torch::Tensor& one : energy.unbind(2)) {
    loudest.push_back(free & (one == greatest));  // of several as loud, the first
    free = free & loudest.back().logical_not();
  }
  return torch::stack(loudest, 3).flatten(1, 2).to(torch::kFloat32);
}

torch::Tensor magnitude_weights(const torch::Tensor& mixture) {
  const torch::Tensor magnitude = mixture.abs().flatten(1, 2);
  return magnitude / (magnitude.mean(1, true) + kTiny);
}

torch::Tensor phase_sensitive_targets(const torch::Tensor& sources, const torch::Tensor& mixture) {
  const torch::Tensor x = mixture.unsqueeze(2);
  const torch::Tensor magnitude = x.abs();
  const torch::Tensor along = torch::real(sources * torch::conj(x)) / (magnitude + kTiny);
  return torch::minimum(torch::relu(along), magnitude);
}

torch::Tensor separation_loss(const torch::Tensor& masks, const torch::Tensor& sources,
                              const torch::Tensor& mixture) {
  const torch::Tensor target = phase_sensitive_targets(sources, mixture);
  return (masks * mixture.abs().unsqueeze(2) - target).abs().mean();
}

torch::Tensor transcription_loss(const torch::Tensor& rolls, const torch::Tensor& truth) {
  return (rolls - truth).square().mean();
}

}  // namespace divisi::cerberus

#include "timbre/clustering_losses.h"

#include <algorithm>

#include "core/check.h"

namespace divisi::timbre {
namespace {

constexpr double kLeak = 0.3;
constexpr double kLeastProbability = 1e-4;

/// 1 where two cells share an instrument, [N, N].
torch::Tensor alike(const torch::Tensor& labels) {
  return torch::matmul(labels, labels.t()).clamp(0.0, 1.0);
}

torch::Tensor similarities(const torch::Tensor& embeddings) {
  return torch::matmul(embeddings, embeddings.t());
}

torch::Tensor square_sum(const torch::Tensor& matrix) { return matrix.square().sum(); }

}  // namespace

torch::Tensor info_nce_loss(const torch::Tensor& embeddings, const torch::Tensor& labels,
                            const InfoNceOptions& options) {
  const auto count = embeddings.size(0);
  const torch::Tensor others = 1.0 - torch::eye(count, embeddings.options());
  const torch::Tensor positive = alike(labels) * others;
  // The largest possible exponent, taken out: cosines are at most 1.
  const torch::Tensor scores = torch::exp((similarities(embeddings) - 1.0) / options.temperature);
  const torch::Tensor share =
      (positive * scores).sum(1) / (others * scores).sum(1).clamp_min(1e-38);
  const torch::Tensor has_alike = (positive.sum(1) > 0).to(embeddings.scalar_type());
  return -(has_alike * (share + options.epsilon).log()).sum();
}

torch::Tensor orthogonal_loss(const torch::Tensor& embeddings, const torch::Tensor& labels) {
  const auto gram = [](const torch::Tensor& a, const torch::Tensor& b) {
    return square_sum(torch::matmul(a.t(), b));
  };
  return gram(embeddings, embeddings) - 2.0 * gram(embeddings, labels) + gram(labels, labels);
}

torch::Tensor affinity_loss(const torch::Tensor& embeddings, const torch::Tensor& labels) {
  return square_sum(torch::leaky_relu(similarities(embeddings), kLeak) - alike(labels));
}

torch::Tensor one_sided_loss(const torch::Tensor& embeddings, const torch::Tensor& labels) {
  const torch::Tensor target = alike(labels);
  const torch::Tensor similarity = similarities(embeddings);
  const torch::Tensor counted = target * similarity + (1.0 - target) * torch::relu(similarity);
  return square_sum(counted - target);
}

torch::Tensor pair_entropy_loss(const torch::Tensor& embeddings, const torch::Tensor& labels,
                                double alpha) {
  const torch::Tensor target = alike(labels);
  const torch::Tensor p =
      (0.5 + 0.5 * similarities(embeddings)).clamp(kLeastProbability, 1.0 - kLeastProbability);
  return -(alpha * target * p.log() + (1.0 - alpha) * (1.0 - target) * (1.0 - p).log()).sum();
}

torch::Tensor clustering_loss(const std::string& name, const torch::Tensor& embeddings,
                              const torch::Tensor& labels) {
  const auto anchors = static_cast<double>(std::max<std::int64_t>(1, embeddings.size(0)));
  if (name == "info_nce") return info_nce_loss(embeddings, labels) / anchors;
  if (name == "orthogonal") return orthogonal_loss(embeddings, labels) / (anchors * anchors);
  if (name == "affinity") return affinity_loss(embeddings, labels) / (anchors * anchors);
  if (name == "one_sided") return one_sided_loss(embeddings, labels) / (anchors * anchors);
  DIVISI_CHECK(name == "pair_entropy", "a loss by one of its names");
  return pair_entropy_loss(embeddings, labels) / (anchors * anchors);
}

}  // namespace divisi::timbre

#include "slots/teacher_loss.h"

#include <algorithm>
#include <cmath>

#include "train/torch_net.h"

namespace divisi::slots {
namespace {

torch::Tensor cosines(const torch::Tensor& vectors) {
  const torch::Tensor unit = train::unit_vectors(vectors);
  return torch::mm(unit, unit.t());
}

/// [N, N]: true for different windows of one source.
torch::Tensor same_source(std::int64_t windows, std::int64_t views) {
  const torch::Tensor source = torch::arange(windows).div(views, "floor");
  return (source.unsqueeze(0) == source.unsqueeze(1)) & torch::eye(windows).eq(0);
}

}  // namespace

torch::Tensor multi_view_contrast(const torch::Tensor& vectors, std::int64_t views,
                                  double temperature) {
  const std::int64_t windows = vectors.size(0);
  const torch::Tensor itself = torch::eye(windows).to(torch::kBool);
  const torch::Tensor logits = (cosines(vectors) / temperature).masked_fill(itself, -1e9);
  const torch::Tensor log_share = logits - torch::logsumexp(logits, 1, true);
  return -log_share.masked_select(same_source(windows, views)).mean();
}

torch::Tensor source_consistency(const torch::Tensor& vectors, std::int64_t views) {
  const torch::Tensor by_source = vectors.view({-1, views, vectors.size(1)});
  return (by_source - by_source.mean(1, true)).square().sum(2).mean();
}

torch::Tensor variance_shortfall(const torch::Tensor& vectors) {
  const double enough = 1.0 / std::sqrt(static_cast<double>(vectors.size(1)));
  const torch::Tensor deviation = (vectors.var(0, /*unbiased=*/true) + 1e-8).sqrt();
  return torch::relu(enough - deviation).mean() / enough;
}

torch::Tensor covariance_excess(const torch::Tensor& vectors) {
  const torch::Tensor centred = vectors - vectors.mean(0, true);
  const torch::Tensor covariance =
      torch::mm(centred.t(), centred) / static_cast<double>(vectors.size(0) - 1);
  const torch::Tensor between = covariance - torch::diag(covariance.diagonal());
  return between.square().sum() * static_cast<double>(vectors.size(1));
}

double retrieval_accuracy(const torch::Tensor& vectors, std::int64_t views, std::int64_t nearest) {
  const torch::NoGradGuard no_gradient;
  const std::int64_t windows = vectors.size(0);
  const torch::Tensor itself = torch::eye(windows).to(torch::kBool);
  const torch::Tensor similar = cosines(vectors).masked_fill(itself, -2.0);
  const torch::Tensor order = std::get<1>(similar.topk(std::min(nearest, windows - 1), /*dim=*/1));
  const torch::Tensor hits = same_source(windows, views).gather(1, order).any(1);
  return hits.to(torch::kDouble).mean().item<double>();
}

}  // namespace divisi::slots

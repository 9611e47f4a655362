#include "train/focal_loss.h"

namespace divisi::train {

torch::Tensor focal_loss(const torch::Tensor& logits, const torch::Tensor& targets, double gamma,
                         double alpha) {
  constexpr double kEps = 1e-8;
  const torch::Tensor p = torch::sigmoid(logits);
  const torch::Tensor q = 1.0 - p;
  const torch::Tensor positive = alpha * targets * q.pow(gamma) * (p + kEps).log();
  const torch::Tensor negative = (1.0 - alpha) * (1.0 - targets) * p.pow(gamma) * (q + kEps).log();
  return -(positive + negative).sum() / static_cast<double>(logits.size(0) * logits.size(1));
}

}  // namespace divisi::train

#include "train/note_loss.h"

namespace divisi::train {
namespace {

torch::Tensor cross_entropy(const torch::Tensor& logits, const torch::Tensor& targets,
                            double gamma) {
  const torch::Tensor bce =
      torch::binary_cross_entropy_with_logits(logits, targets, {}, {}, at::Reduction::None);
  if (gamma == 0.0) return bce;
  return bce * (targets - torch::sigmoid(logits)).abs().pow(gamma);
}

}  // namespace

Loss note_loss(const torch::Tensor& logits, const torch::Tensor& targets,
               const LossRecipe& weights) {
  const double frames = static_cast<double>(logits.size(0) * logits.size(1));
  const auto of = [&](const torch::Tensor& x, models::NoteOutput output) {
    return x.select(3, output);
  };
  const auto entropy = [&](models::NoteOutput output) {
    return cross_entropy(of(logits, output), of(targets, output), weights.focal_gamma);
  };
  const torch::Tensor onset = entropy(models::kOnset).sum() / frames;
  const torch::Tensor frame = entropy(models::kFrame).sum() / frames;
  const torch::Tensor offset = entropy(models::kOffset).sum() / frames;
  const torch::Tensor velocity =
      (cross_entropy(of(logits, models::kVelocity), of(targets, models::kVelocity), 0.0) *
       of(targets, models::kOnset))
          .sum() /
      frames;
  return {weights.onset * onset + weights.frame * frame + weights.offset * offset +
              weights.velocity * velocity,
          torch::stack({onset, frame, offset, velocity}).detach()};
}

}  // namespace divisi::train

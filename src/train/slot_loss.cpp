#include "train/slot_loss.h"

#include "models/slot_net.h"

namespace divisi::train {
namespace {

/// A mean over nothing is 0, not undefined.
torch::Tensor mean_or_zero(const torch::Tensor& values) {
  return values.numel() > 0 ? values.mean() : values.sum();
}

torch::Tensor bce(const torch::Tensor& logits, const torch::Tensor& targets) {
  return mean_or_zero(
      torch::binary_cross_entropy_with_logits(logits, targets, {}, {}, at::Reduction::None));
}

}  // namespace

torch::Tensor mixture_bce(const torch::Tensor& mixture, const torch::Tensor& roll) {
  return bce(mixture, roll);
}

torch::Tensor slot_union_bce(const torch::Tensor& slots, const torch::Tensor& roll) {
  constexpr double kLeast = 1e-6;  // ln p has no slope to follow at p = 0
  const torch::Tensor surprise = torch::softplus(slots).sum(3);  // -ln (1 - p)
  const torch::Tensor log_p = torch::log(-torch::expm1(-surprise.clamp_min(kLeast)));
  return (roll * -log_p + (1.0 - roll) * surprise).mean();
}

torch::Tensor slot_pitch_bce(const torch::Tensor& slots, const torch::Tensor& rolls,
                             const SlotPairs& pairs) {
  return bce(pick_maps(slots, pairs.items, pairs.slots),
             pick_maps(rolls, pairs.items, pairs.sources));
}

torch::Tensor activity_bce(const torch::Tensor& activity, const SlotPairs& pairs) {
  return bce(activity, torch::logical_not(pairs.is_free).to(activity.dtype()));
}

torch::Tensor inactive_slot_bce(const torch::Tensor& slots, const SlotPairs& pairs) {
  return mean_or_zero(torch::softplus(slots.permute({0, 3, 1, 2}).index({pairs.is_free})));
}

torch::Tensor timbre_cosine_distance(const torch::Tensor& slot_vectors,
                                     const torch::Tensor& source_vectors, const SlotPairs& pairs) {
  const torch::Tensor said = slot_vectors.index({pairs.items, pairs.slots});
  const torch::Tensor true_ones = source_vectors.index({pairs.items, pairs.sources});
  return mean_or_zero(1.0 - (said * true_ones).sum(1));
}

torch::Tensor polyphony_classes(const torch::Tensor& roll) {
  return roll.sum(2).to(torch::kLong).clamp_max(models::kSlotPolyphonyClasses - 1);
}

torch::Tensor polyphony_cross_entropy(const torch::Tensor& polyphony, const torch::Tensor& roll) {
  return torch::nll_loss(torch::log_softmax(polyphony.flatten(0, 1), 1),
                         polyphony_classes(roll).flatten());
}

torch::Tensor slot_polyphony_smooth_l1(const torch::Tensor& slots, const torch::Tensor& rolls,
                                       const SlotPairs& pairs) {
  const torch::Tensor said = torch::sigmoid(pick_maps(slots, pairs.items, pairs.slots)).sum(2);
  const torch::Tensor counted = pick_maps(rolls, pairs.items, pairs.sources).sum(2);
  return mean_or_zero(torch::smooth_l1_loss(said, counted, at::Reduction::None));
}

}  // namespace divisi::train

#include "shares/share_loss.h"

#include "separate/refined_shares.h"

namespace divisi::shares {
namespace {

constexpr double kSounding = 1e-3;  ///< of the mixture's energy
constexpr double kNothing = 1e-12;

}  // namespace

torch::Tensor corrected(const torch::Tensor& shares, const torch::Tensor& corrections) {
  const torch::Tensor z = corrections.flatten(2).permute({1, 0, 2});  // [T, S, B]
  const torch::Tensor weighted =
      shares * torch::exp(z.clamp(-separate::kMostCorrection, separate::kMostCorrection));
  return weighted / (weighted.sum(1, true) + kNothing);
}

torch::Tensor distortion_ratio(const ShareExample& example, const torch::Tensor& shares) {
  const torch::Tensor power = example.weights.to(torch::kFloat).square().unsqueeze(1);  // [T, 1, B]
  const torch::Tensor targets = example.targets.to(torch::kFloat);
  const std::int64_t groups = targets.size(1);
  const torch::Tensor of_groups = torch::zeros_like(targets).index_add(1, example.groups, shares);
  const torch::Tensor error =
      (power * (of_groups - targets).square()).sum(torch::IntArrayRef({0, 2}));
  const torch::Tensor own = example.energies.sum(0);
  const torch::Tensor beyond =
      (own - (power * targets.square()).sum(torch::IntArrayRef({0, 2}))).clamp_min(0.0);
  const torch::Tensor ratio =
      10.0 * torch::log10(own / (error + beyond + 1e-4 * own + kNothing) + kNothing);
  torch::Tensor counts = own > kSounding * power.sum();
  counts[groups - 1] = false;
  if (!counts.any().item<bool>()) return {};
  return ratio.masked_select(counts).mean();
}

}  // namespace divisi::shares

#include "train/slot_matching.h"

#include <vector>

#include "match/assignment.h"

namespace divisi::train {
namespace {

torch::Tensor whole_numbers(const std::vector<std::int64_t>& values) {
  return torch::tensor(values, torch::kLong);
}

}  // namespace

/// BCE(x, y) = softplus(x) - x y, so that all pairs are one product of matrices.
torch::Tensor pitch_costs(const torch::Tensor& logits, const torch::Tensor& targets) {
  const torch::Tensor x = logits.flatten(1, 2), y = targets.flatten(1, 2);
  const torch::Tensor silence = torch::softplus(x).mean(1, true);
  return silence - torch::bmm(y.transpose(1, 2), x) / static_cast<double>(x.size(1));
}

torch::Tensor timbre_costs(const torch::Tensor& slot_vectors, const torch::Tensor& source_vectors) {
  return 1.0 - torch::bmm(source_vectors, slot_vectors.transpose(1, 2));
}

torch::Tensor sounding_sources(const torch::Tensor& targets) { return targets.amax({1, 2}) > 0.5; }

SlotPairs match_slots(const torch::Tensor& costs, const torch::Tensor& is_sounding) {
  const torch::Tensor all = costs.detach().to(torch::kCPU, torch::kDouble).contiguous();
  const torch::Tensor sounding = is_sounding.to(torch::kCPU).contiguous();
  const std::int64_t B = all.size(0), S = all.size(1), K = all.size(2);
  std::vector<std::int64_t> items, slots, sources;
  torch::Tensor is_free = torch::ones({B, K}, torch::kBool);
  for (std::int64_t b = 0; b < B; ++b) {
    std::vector<std::int64_t> asking;
    std::vector<double> rows;
    for (std::int64_t s = 0; s < S; ++s) {
      if (!sounding.data_ptr<bool>()[b * S + s]) continue;
      const double* row = all.data_ptr<double>() + (b * S + s) * K;
      asking.push_back(s);
      rows.insert(rows.end(), row, row + K);
    }
    const std::vector<int> found =
        match::minimum_cost_assignment(rows, asking.size(), static_cast<std::size_t>(K));
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i] < 0) continue;
      items.push_back(b);
      slots.push_back(found[i]);
      sources.push_back(asking[i]);
      is_free.data_ptr<bool>()[b * K + found[i]] = false;
    }
  }
  const torch::Device device = costs.device();
  return {whole_numbers(items).to(device), whole_numbers(slots).to(device),
          whole_numbers(sources).to(device), is_free.to(device)};
}

SlotPairs fixed_slots(std::int64_t items, std::int64_t slots) {
  const torch::Tensor k = torch::arange(slots).repeat({items});
  return {torch::arange(items).repeat_interleave(slots), k, k,
          torch::zeros({items, slots}, torch::kBool)};
}

SlotPairs pair_slots(const std::string& matching, const torch::Tensor& logits,
                     const torch::Tensor& targets, const torch::Tensor& further_costs) {
  if (matching == "fixed") return fixed_slots(logits.size(0), logits.size(3));
  torch::Tensor costs = pitch_costs(logits, targets);
  if (further_costs.defined()) costs = costs + further_costs;
  return match_slots(costs, sounding_sources(targets));
}

torch::Tensor pick_maps(const torch::Tensor& maps, const torch::Tensor& items,
                        const torch::Tensor& which) {
  return maps.permute({0, 3, 1, 2}).index({items, which});
}

}  // namespace divisi::train

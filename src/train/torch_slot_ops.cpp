#include "train/torch_slot_ops.h"

#include <cmath>

namespace divisi::train {
namespace {

/// [B, T, P, D] -> [B, T P, D]
torch::Tensor flat(const torch::Tensor& tokens) { return tokens.flatten(1, 2); }

}  // namespace

torch::Tensor TorchSlotOps::table(const models::LearnedTable& table, const torch::Tensor& like) {
  return net_->table(table.name)
      .view({1, table.rows, 1, table.columns})
      .expand({like.size(0), table.rows, 1, table.columns});
}

torch::Tensor TorchSlotOps::mean_of(const torch::Tensor& input, std::int64_t positions) const {
  return input
      .view({input.size(0), input.size(1), input.size(2) / positions, positions, input.size(3)})
      .mean(3);
}

torch::Tensor TorchSlotOps::largest_of(const torch::Tensor& input, int positions,
                                       int frames) const {
  const std::int64_t T = input.size(1) / frames, P = input.size(2) / positions;
  return input.slice(1, 0, T * frames)
      .slice(2, 0, P * positions)
      .reshape({input.size(0), T, frames, P, positions, input.size(3)})
      .amax({2, 4});
}

torch::Tensor TorchSlotOps::mean_and_largest(const torch::Tensor& input) const {
  return torch::cat({input.mean({1, 2}, true), input.amax({1, 2}, true)}, 3);
}

torch::Tensor TorchSlotOps::pitches_to_channels(const torch::Tensor& input) const {
  return input.flatten(2, 3).unsqueeze(2);
}

torch::Tensor TorchSlotOps::add_pitch_code(const torch::Tensor& input) const {
  const std::int64_t D = input.size(3);
  const torch::Tensor rate =
      torch::exp(torch::arange(0, D, 2, input.options()) * (-std::log(10000.0) / double(D)));
  const torch::Tensor angle = torch::arange(input.size(2), input.options()).unsqueeze(1) * rate;
  return input + torch::stack({angle.sin(), angle.cos()}, 2).flatten(1, 2);
}

/// query · (W token + b) / sqrt(D) for every slot and token, [B, K, N], as
/// (W^T query) · token + query · b: no keys are made of the many tokens.
torch::Tensor TorchSlotOps::similarity(const torch::Tensor& query, const models::ConvLayer& key,
                                       const torch::Tensor& tokens) {
  TorchConv& weights = net_->at(key.name);
  const torch::Tensor q = query.squeeze(2) / std::sqrt(static_cast<double>(query.size(3)));
  const torch::Tensor folded = torch::matmul(q, weights->weight[0].t());
  return torch::bmm(folded, flat(tokens).transpose(1, 2)) +
         torch::matmul(q, weights->bias).unsqueeze(2);
}

/// Values are made of the mean that each slot wins, not of the tokens: the same, for the weights of
/// a mean add up to one.
torch::Tensor TorchSlotOps::compete(const torch::Tensor& query, const models::ConvLayer& key,
                                    const models::ConvLayer& value, const torch::Tensor& tokens,
                                    const torch::Tensor& slots) {
  const torch::Tensor won = torch::softmax(similarity(query, key, tokens), 1);
  const torch::Tensor mean = torch::bmm(won / (won.sum(2, true) + 1e-8), flat(tokens));
  return layers_.conv(value, mean.unsqueeze(2), slots);
}

torch::Tensor TorchSlotOps::shares(const torch::Tensor& query, const models::ConvLayer& key,
                                   const torch::Tensor& tokens, const torch::Tensor& activity) {
  const torch::Tensor share = torch::softmax(similarity(query, key, tokens), 1);
  const torch::Tensor gated = share * torch::sigmoid(activity.squeeze(3));
  return gated.transpose(1, 2).reshape(
      {tokens.size(0), tokens.size(1), tokens.size(2), query.size(1)});
}

TorchSlotOps::SlotMaps TorchSlotOps::give(const torch::Tensor& input,
                                          const torch::Tensor& masks) const {
  const torch::Tensor by_slot = masks.permute({0, 3, 1, 2}).unsqueeze(4);
  return {(input.unsqueeze(1) * by_slot).flatten(0, 1), masks.size(3)};
}

TorchSlotOps::SlotMaps TorchSlotOps::modulate(const SlotMaps& maps,
                                              const torch::Tensor& film) const {
  const auto halves = film.flatten(0, 1).unsqueeze(1).chunk(2, 3);
  return {maps.all * (1.0 + halves[0]) + halves[1], maps.slots};
}

torch::Tensor TorchSlotOps::join(const SlotMaps& maps) const {
  const torch::Tensor& all = maps.all;
  return all.view({all.size(0) / maps.slots, maps.slots, all.size(1), all.size(2)})
      .permute({0, 2, 3, 1});
}

}  // namespace divisi::train

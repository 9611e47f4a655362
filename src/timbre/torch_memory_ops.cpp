#include "timbre/torch_memory_ops.h"

#include <cmath>
#include <cstring>

#include "nn/attention.h"

namespace divisi::timbre {
namespace {

constexpr std::int64_t kLastNotes = 8;
constexpr double kNever = -1e9;

/// Where the neighbours of each item are, [N, 2r+1]; those outside the list lie beyond 0 or N-1.
torch::Tensor places_of(std::int64_t count, std::int64_t reach) {
  return torch::arange(count).unsqueeze(1) + torch::arange(-reach, reach + 1).unsqueeze(0);
}

/// The mean of the notes before each; of the first, nothing. values [N, C]
torch::Tensor mean_of_last(const torch::Tensor& values) {
  const std::int64_t count = values.size(0);
  const torch::Tensor before =
      torch::constant_pad_nd(values, {0, 0, kLastNotes, 0}).slice(0, 0, count + kLastNotes - 1);
  const torch::Tensor how_many = torch::arange(count).clamp(1, kLastNotes).unsqueeze(1);
  return before.unfold(0, kLastNotes, 1).sum(2) / how_many;
}

}  // namespace

torch::Tensor as_tensor(const nn::Map& map) {
  torch::Tensor tensor = torch::empty({1, map.frames(), map.positions(), map.channels()});
  std::memcpy(tensor.data_ptr<float>(), map.data(), map.size() * sizeof(float));
  return tensor;
}

torch::Tensor as_square(const torch::Tensor& of_neighbours) {
  const std::int64_t count = of_neighbours.size(1), neighbours = of_neighbours.size(2);
  const torch::Tensor place =
      torch::arange(count).unsqueeze(0) - torch::arange(count).unsqueeze(1) + neighbours / 2;
  const torch::Tensor outside = (place < 0) | (place >= neighbours);
  return of_neighbours.view({count, neighbours})
      .gather(1, place.clamp(0, neighbours - 1))
      .masked_fill(outside, 0.0);
}

torch::Tensor TorchMemoryOps::normalise(const Tensor& input) const {
  return torch::layer_norm(input, {input.size(3)}, {}, {}, nn::kNormaliseEpsilon);
}

torch::Tensor TorchMemoryOps::unit_length(const Tensor& input) const {
  return torch::nn::functional::normalize(
      input, torch::nn::functional::NormalizeFuncOptions().dim(3).eps(1e-12));
}

torch::Tensor TorchMemoryOps::attend(const Tensor& query, const Tensor& key, const Tensor& value,
                                     const Tensor& bias) const {
  if (recall_ == Recall::constant) return torch::zeros_like(value);
  const std::int64_t count = value.size(1), channels = value.size(3);
  if (recall_ == Recall::last_notes) {
    return mean_of_last(value.reshape({count, channels})).reshape(value.sizes());
  }
  // Products of all pairs cost less than copies of each item's neighbours.
  const std::int64_t neighbours = bias.size(2), heads = bias.size(3), width = channels / heads;
  const auto split = [&](const Tensor& x) {
    return x.reshape({count, heads, width}).transpose(0, 1);  // [H, N, C/H]
  };
  const Tensor place = places_of(count, neighbours / 2);
  const Tensor outside = (place < 0) | (place >= count);
  const Tensor index = place.clamp(0, count - 1).unsqueeze(0).expand({heads, count, neighbours});
  const Tensor products = torch::matmul(split(query), split(key).transpose(1, 2)) /
                          std::sqrt(static_cast<double>(width));
  const Tensor logits = (products.gather(2, index) + bias.squeeze(0).permute({2, 0, 1}))
                            .masked_fill(outside.unsqueeze(0), kNever);
  const Tensor weights =
      torch::zeros({heads, count, count}).scatter_add(2, index, torch::softmax(logits, 2));
  return torch::matmul(weights, split(value)).transpose(0, 1).reshape(value.sizes());
}

torch::Tensor TorchMemoryOps::agree(const Tensor& vectors, const Tensor& bias) const {
  const std::int64_t count = bias.size(1), neighbours = bias.size(2);
  const Tensor rows = vectors.view({count, vectors.size(3)});
  const Tensor both_ways = as_square(bias);
  const Tensor all = torch::mm(rows, rows.t()) + (both_ways + both_ways.t()) / 2.0;
  const Tensor place = places_of(count, neighbours / 2);
  const Tensor outside = (place < 0) | (place >= count);
  return all.gather(1, place.clamp(0, count - 1)).masked_fill(outside, 0.0).view(bias.sizes());
}

}  // namespace divisi::timbre

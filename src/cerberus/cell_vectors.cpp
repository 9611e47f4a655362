#include "cerberus/cell_vectors.h"

#include <algorithm>
#include <cmath>

#include <ATen/Parallel.h>

namespace divisi::cerberus {
namespace {

constexpr double kTinyLength = 1e-12;
constexpr std::int64_t kRowsAtOnce = 4096;

bool has_fast_path(const torch::Tensor& x) {
  return x.device().is_cpu() && x.scalar_type() == torch::kFloat32;
}

/// Rows of u to rows of length 1, in place; their lengths [rows].
torch::Tensor normalise_rows(torch::Tensor& u) {
  if (!has_fast_path(u)) {
    const torch::Tensor lengths = u.norm(2, -1).clamp_min(kTinyLength);
    u.div_(lengths.unsqueeze(-1));
    return lengths;
  }
  const std::int64_t width = u.size(-1);
  torch::Tensor lengths = torch::empty(u.sizes().slice(0, u.dim() - 1), u.options());
  float* rows = u.data_ptr<float>();
  float* out = lengths.data_ptr<float>();
  at::parallel_for(0, lengths.numel(), kRowsAtOnce, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = begin; r < end; ++r) {
      float* row = rows + r * width;
      float squares = 0.0f;
      for (std::int64_t d = 0; d < width; ++d) squares += row[d] * row[d];
      out[r] = std::max(std::sqrt(squares), static_cast<float>(kTinyLength));
      const float factor = 1.0f / out[r];
      for (std::int64_t d = 0; d < width; ++d) row[d] *= factor;
    }
  });
  return lengths;
}

/// (g - v (v · g)) / length, times the slope of tanh, 1 - (v length)².
torch::Tensor gradient_of(const torch::Tensor& v, const torch::Tensor& lengths,
                          const torch::Tensor& g) {
  if (!has_fast_path(v)) {
    const torch::Tensor length = lengths.unsqueeze(-1);
    const torch::Tensor along = (v * g).sum(-1, true);
    const torch::Tensor inverse = torch::where(length > kTinyLength, 1.0 / length, 0.0 * length);
    return (g - v * along) * inverse * (1.0 - (v * length).square());
  }
  const std::int64_t width = v.size(-1);
  const torch::Tensor given = g.contiguous();
  torch::Tensor x = torch::empty_like(v);
  const float* vs = v.data_ptr<float>();
  const float* gs = given.data_ptr<float>();
  const float* all_lengths = lengths.data_ptr<float>();
  float* xs = x.data_ptr<float>();
  at::parallel_for(0, lengths.numel(), kRowsAtOnce, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = begin; r < end; ++r) {
      const float* row = vs + r * width;
      const float* slope = gs + r * width;
      float along = 0.0f;
      for (std::int64_t d = 0; d < width; ++d) along += row[d] * slope[d];
      const float length = all_lengths[r];
      const float inverse = length > static_cast<float>(kTinyLength) ? 1.0f / length : 0.0f;
      for (std::int64_t d = 0; d < width; ++d) {
        const float bent = row[d] * length;
        xs[r * width + d] = (slope[d] - row[d] * along) * inverse * (1.0f - bent * bent);
      }
    }
  });
  return x;
}

class UnitTanh : public torch::autograd::Function<UnitTanh> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x) {
    torch::Tensor v = torch::tanh(x).contiguous();
    const torch::Tensor lengths = normalise_rows(v);
    context->save_for_backward({v, lengths});
    return v;
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    const auto saved = context->get_saved_variables();
    return {gradient_of(saved[0], saved[1], gradients[0])};
  }
};

class WeightedProducts : public torch::autograd::Function<WeightedProducts> {
 public:
  static torch::autograd::variable_list forward(torch::autograd::AutogradContext* context,
                                                const torch::Tensor& v, const torch::Tensor& y,
                                                const torch::Tensor& w) {
    context->save_for_backward({v, y, w});
    const torch::Tensor weighted = (v * w.unsqueeze(2)).transpose(1, 2);
    return {torch::bmm(weighted, v), torch::bmm(weighted, y)};
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const torch::Tensor both = gradients[0] + gradients[0].transpose(1, 2);
    torch::Tensor slope = torch::bmm(saved[0], both);
    slope.baddbmm_(saved[1], gradients[1].transpose(1, 2));
    slope.mul_(saved[2].unsqueeze(2));
    return {slope, torch::Tensor(), torch::Tensor()};
  }
};

}  // namespace

torch::Tensor unit_tanh(const torch::Tensor& x) { return UnitTanh::apply(x); }

std::pair<torch::Tensor, torch::Tensor> weighted_products(const torch::Tensor& vectors,
                                                          const torch::Tensor& labels,
                                                          const torch::Tensor& weights) {
  const auto products = WeightedProducts::apply(vectors, labels, weights);
  return {products[0], products[1]};
}

}  // namespace divisi::cerberus

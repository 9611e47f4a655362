/// Gradients against differences.
#pragma once

#include <cmath>
#include <functional>

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace divisi::train::testing {

/// Compares autograd with central differences, in double precision.
inline void expect_gradient(const torch::Tensor& at,
                            const std::function<torch::Tensor(const torch::Tensor&)>& loss) {
  const torch::Tensor x = at.detach().clone().requires_grad_();
  loss(x).backward();
  constexpr double kStep = 1e-6;
  for (std::int64_t i = 0; i < at.numel(); ++i) {
    torch::Tensor up = at.clone();
    torch::Tensor down = at.clone();
    up.view(-1)[i] += kStep;
    down.view(-1)[i] -= kStep;
    const double slope = (loss(up) - loss(down)).item<double>() / (2.0 * kStep);
    EXPECT_NEAR(x.grad().view(-1)[i].item<double>(), slope, 1e-7 * (1.0 + std::abs(slope)));
  }
}

}  // namespace divisi::train::testing

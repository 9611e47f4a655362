/// The fast recurrent layer of training against libtorch's.

#include <algorithm>
#include <functional>
#include <vector>

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "train/torch_lstm.h"

namespace divisi::train {
namespace {

LstmDirections made_directions(std::int64_t in, std::int64_t channels) {
  LstmDirections both;
  const auto made = [](std::vector<std::int64_t> shape) {
    return (torch::randn(shape) * 0.3).requires_grad_();
  };
  for (LstmDirection& one : both) {
    one = {made({4 * channels, in}), made({4 * channels, channels}), made({4 * channels}),
           made({4 * channels})};
  }
  return both;
}

using Layer = std::function<torch::Tensor(const torch::Tensor&, const LstmDirections&)>;

/// What comes out, then the gradients of all that goes in.
std::vector<torch::Tensor> all_of(const Layer& layer, const torch::Tensor& input,
                                  LstmDirections& directions) {
  const torch::Tensor x = input.detach().clone().requires_grad_();
  const torch::Tensor y = layer(x, directions);
  // A loss that weighs each output differently.
  (y * torch::linspace(-1.0, 1.0, y.numel()).view(y.sizes())).sum().backward();
  std::vector<torch::Tensor> all = {y.detach(), x.grad()};
  for (LstmDirection& one : directions) {
    for (torch::Tensor* const weight :
         {&one.input, &one.recurrent, &one.input_bias, &one.recurrent_bias}) {
      all.push_back(weight->grad().clone());
      weight->mutable_grad().reset();
    }
  }
  return all;
}

torch::Tensor native(const torch::Tensor& x, const LstmDirections& directions) {
  return lstm_native(x, directions, Precision::float32);
}

struct Shape {
  std::int64_t items, frames, in, channels;
};

/// More items than run side by side among them, and a single frame.
TEST(LstmNative, IsLibtorchsForwardsAndBackwards) {
  for (const Shape& shape : {Shape{1, 1, 3, 2}, Shape{3, 9, 5, 4}, Shape{37, 12, 6, 17}}) {
    torch::manual_seed(3);
    LstmDirections directions = made_directions(shape.in, shape.channels);
    const torch::Tensor x = torch::randn({shape.items, shape.frames, shape.in});
    const auto expected = all_of(lstm_by_libtorch, x, directions);
    const auto found = all_of(native, x, directions);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      ASSERT_EQ(found[i].sizes(), expected[i].sizes()) << i;
      const double largest = expected[i].abs().max().item<double>();
      EXPECT_LE((found[i] - expected[i]).abs().max().item<double>(), 1e-5 * std::max(1.0, largest))
          << "of " << shape.items << " items, number " << i;
    }
  }
}

/// With factors of 8 bits, rounded to a 256th: near, and not the same.
TEST(LstmNative, IsNearInHalfThePrecision) {
  torch::manual_seed(4);
  LstmDirections directions = made_directions(24, 32);
  const torch::Tensor x = torch::randn({20, 30, 24});
  const auto exact = all_of(native, x, directions);
  const auto found =
      all_of([](const torch::Tensor& in,
                const LstmDirections& both) { return lstm_native(in, both, Precision::bfloat16); },
             x, directions);
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const double distance = (found[i] - exact[i]).norm().item<double>();
    EXPECT_LT(distance, 0.03 * exact[i].norm().item<double>()) << i;
    EXPECT_GT(distance, 0.0) << i;
  }
}

/// A validation remembers nothing, and who asks for no gradient of the input gets none.
TEST(LstmNative, GivesTheGradientsThatAreWanted) {
  torch::manual_seed(5);
  LstmDirections directions = made_directions(3, 4);
  const torch::Tensor x = torch::randn({2, 5, 3});
  {
    const torch::NoGradGuard no_gradient;
    EXPECT_FALSE(native(x, directions).requires_grad());
  }
  native(x, directions).sum().backward();
  EXPECT_FALSE(x.grad().defined());
  EXPECT_TRUE(directions[1].recurrent.grad().defined());
}

}  // namespace
}  // namespace divisi::train

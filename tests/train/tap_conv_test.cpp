#include <algorithm>

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "train/torch_tap_conv.h"

namespace divisi::train {
namespace {

models::ConvLayer layer_of(std::vector<nn::Tap> taps, int in_channels, int out_channels,
                           int in_positions, int out_positions, int stride) {
  models::ConvLayer layer;
  layer.name = "layer";
  layer.conv.taps = std::move(taps);
  layer.conv.in_channels = in_channels;
  layer.conv.out_channels = out_channels;
  layer.conv.in_positions = in_positions;
  layer.conv.out_positions = out_positions;
  layer.conv.stride = stride;
  return layer;
}

std::vector<models::ConvLayer> layers() {
  const std::vector<nn::Tap> dense = nn::rectangle_taps(-1, 1, 1);
  const std::vector<int> harmonics = {-12, 0, 7, 30};
  return {
      layer_of(dense, 3, 5, 20, 20, 1),
      layer_of(nn::rectangle_taps(0, 0, 1, 4), 8, 16, 20, 20, 1),
      layer_of(nn::shifted_taps(harmonics, dense), 16, 32, 20, 20, 1),
      layer_of(nn::rectangle_taps(-1, 3, 2), 16, 7, 24, 8, 3),  // strided
      layer_of(nn::rectangle_taps(0, 2, 0), 2, 33, 30, 8, 3),   // not all positions are read
      layer_of({{0, 0}}, 1, 1, 9, 9, 1),                        // k x
      layer_of({{100, 0}}, 2, 2, 9, 9, 1),                      // wholly outside
  };
}

struct Gradients {
  torch::Tensor output, input, weight;
};

template <class Conv>
Gradients run(const Conv& conv, const torch::Tensor& input, const torch::Tensor& weight,
              const models::ConvLayer& layer) {
  const torch::Tensor x = input.detach().clone().requires_grad_();
  const torch::Tensor w = weight.detach().clone().requires_grad_();
  const torch::Tensor y = conv(x, w, layer);
  // A loss that weighs each output differently.
  const torch::Tensor factors = torch::linspace(-1.0, 1.0, y.numel()).view(y.sizes());
  (y * y * factors).sum().backward();
  return {y.detach(), x.grad(), w.grad()};
}

void expect_close(const torch::Tensor& found, const torch::Tensor& expected, const char* what) {
  ASSERT_TRUE(found.defined() && found.sizes() == expected.sizes()) << what;
  const double largest = expected.abs().max().item<double>();
  const double difference = (found - expected).abs().max().item<double>();
  EXPECT_LE(difference, 1e-5 * std::max(1.0, largest)) << what;
}

TEST(TapConv, NativeEqualsGatherWithItsGradients) {
  torch::manual_seed(1);
  for (const models::ConvLayer& layer : layers()) {
    const nn::TapConvSpec& c = layer.conv;
    const torch::Tensor x = torch::randn({3, 11, c.in_positions, c.in_channels});
    const torch::Tensor w =
        torch::randn({static_cast<long>(c.taps.size()), c.in_channels, c.out_channels});
    const Gradients native = run(tap_conv_native, x, w, layer);
    const Gradients gather = run(tap_conv_gather, x, w, layer);
    SCOPED_TRACE(std::to_string(c.taps.size()) + " taps, stride " + std::to_string(c.stride));
    expect_close(native.output, gather.output, "output");
    expect_close(native.input, gather.input, "gradient of the input");
    expect_close(native.weight, gather.weight, "gradient of the weights");
  }
}

/// The definition in double precision, differentiated by small steps.
TEST(TapConv, GradientsEqualTheNumericJacobian) {
  torch::manual_seed(2);
  const models::ConvLayer layer = layer_of({{-1, 0}, {0, -1}, {2, 1}}, 2, 3, 6, 2, 3);
  const torch::Tensor x = torch::randn({1, 3, 6, 2});
  const torch::Tensor w = torch::randn({3, 2, 3});
  const Gradients native = run(tap_conv_native, x, w, layer);
  const auto loss = [&](const torch::Tensor& input, const torch::Tensor& weight) {
    const torch::Tensor y = tap_conv_gather(input, weight, layer);
    const torch::Tensor factors =
        torch::linspace(-1.0, 1.0, y.numel(), torch::kDouble).view(y.sizes());
    return (y * y * factors).sum().item<double>();
  };
  constexpr double kStep = 1e-5;
  const auto check = [&](const torch::Tensor& variable, const torch::Tensor& gradient,
                         const auto& loss_at) {
    for (std::int64_t i = 0; i < variable.numel(); ++i) {
      torch::Tensor up = variable.to(torch::kDouble).clone();
      torch::Tensor down = up.clone();
      up.view(-1)[i] += kStep;
      down.view(-1)[i] -= kStep;
      const double slope = (loss_at(up) - loss_at(down)) / (2.0 * kStep);
      EXPECT_NEAR(gradient.reshape(-1)[i].item<double>(), slope, 1e-4 * (1.0 + std::abs(slope)));
    }
  };
  check(x, native.input, [&](const torch::Tensor& v) { return loss(v, w.to(torch::kDouble)); });
  check(w, native.weight, [&](const torch::Tensor& v) { return loss(x.to(torch::kDouble), v); });
}

TEST(TapConv, ResultDoesNotDependOnTheThreads) {
  torch::manual_seed(3);
  const models::ConvLayer layer = layers()[2];
  const torch::Tensor x = torch::randn({5, 30, 20, 16});
  const torch::Tensor w = torch::randn({36, 16, 32});
  const int threads = torch::get_num_threads();
  torch::set_num_threads(1);
  const Gradients one = run(tap_conv_native, x, w, layer);
  torch::set_num_threads(3);
  const Gradients three = run(tap_conv_native, x, w, layer);
  torch::set_num_threads(threads);
  EXPECT_TRUE(torch::equal(one.output, three.output));
  EXPECT_TRUE(torch::equal(one.input, three.input));
  EXPECT_TRUE(torch::equal(one.weight, three.weight));
}

}  // namespace
}  // namespace divisi::train

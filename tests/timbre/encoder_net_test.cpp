#include "timbre/encoder_net.h"

#include <gtest/gtest.h>

namespace divisi::timbre {
namespace {

using train::TorchCell;

models::CellLayer cell_layer(models::CellLayerKind kind, int channels, int groups = 1) {
  return {"layer", kind, channels, groups, 1e-5};
}

TEST(TorchCell, GroupNormIsLibtorchs) {
  torch::manual_seed(1);
  TorchCell ours(cell_layer(models::CellLayerKind::group_norm, 6, 3));
  const torch::NoGradGuard no_gradient;
  ours->scale.uniform_(0.5, 1.5);
  ours->shift.uniform_(-1.0, 1.0);
  const torch::Tensor x = torch::randn({2, 5, 7, 6}) * 3.0 + 1.0;
  const torch::Tensor expected =
      torch::group_norm(x.permute({0, 3, 1, 2}), 3, ours->scale, ours->shift, 1e-5)
          .permute({0, 2, 3, 1});
  EXPECT_LT((ours->forward(x) - expected).abs().max().item<double>(), 1e-5);
}

TEST(TorchCell, CentreNormHasMeanZeroAndSampleDeviationOne) {
  torch::manual_seed(2);
  TorchCell layer(cell_layer(models::CellLayerKind::centre_norm, 3));
  const torch::NoGradGuard no_gradient;
  const torch::Tensor x = torch::randn({2, 4, 5, 3}) * 2.0 + 7.0;
  const torch::Tensor y = layer->forward(x);
  EXPECT_LT(y.mean({1, 2}).abs().max().item<double>(), 1e-5);
  EXPECT_LT((y.reshape({2, 20, 3}).std(1, true) - 1.0).abs().max().item<double>(), 1e-5);
  // All the same: no division by zero.
  EXPECT_EQ(layer->forward(torch::ones({1, 4, 5, 3})).abs().max().item<double>(), 0.0);
}

TEST(TorchCell, PreluIsLibtorchs) {
  TorchCell layer(cell_layer(models::CellLayerKind::prelu, 4));
  const torch::Tensor x = torch::randn({1, 3, 3, 4});
  EXPECT_TRUE(torch::equal(layer->forward(x), torch::leaky_relu(x, 0.25)));
}

TEST(EncoderNet, HasThePublishedNumberOfParametersAndAllLearn) {
  torch::manual_seed(3);
  EncoderNet net;
  const torch::Tensor vectors = net->forward(torch::randn({2, 12, 288, 1}));
  (vectors * torch::randn(vectors.sizes())).sum().backward();
  std::int64_t count = 0;
  for (const auto& item : net->named_parameters()) {
    count += item.value().numel();
    ASSERT_TRUE(item.value().grad().defined()) << item.key();
    EXPECT_GT(item.value().grad().abs().max().item<double>(), 0.0) << item.key();
  }
  EXPECT_EQ(count, 25983);
}

TEST(EncoderNet, GivesUnitVectorsForSemitones) {
  torch::manual_seed(4);
  for (const bool quirks : {true, false}) {
    EncoderNet net(quirks);
    const torch::NoGradGuard no_gradient;
    const torch::Tensor vectors = net->forward(torch::randn({2, 9, 288, 1}));
    EXPECT_EQ(vectors.sizes(), (std::vector<std::int64_t>{2, 9, 84, 12}));
    EXPECT_LT((vectors.norm(2, 3) - 1.0).abs().max().item<double>(), 1e-5);
  }
}

TEST(EncoderNet, SilenceGivesNumbers) {
  EncoderNet net;
  const torch::Tensor vectors = net->forward(torch::zeros({1, 9, 288, 1}));
  vectors.sum().backward();
  EXPECT_TRUE(torch::isfinite(vectors).all().item<bool>());
  for (const auto& item : net->named_parameters()) {
    EXPECT_TRUE(torch::isfinite(item.value().grad()).all().item<bool>()) << item.key();
  }
}

/// Items of a batch do not see each other.
TEST(EncoderNet, ABatchIsItsItems) {
  torch::manual_seed(5);
  EncoderNet net;
  const torch::NoGradGuard no_gradient;
  const torch::Tensor batch = torch::randn({3, 11, 288, 1});
  const torch::Tensor together = net->forward(batch);
  const torch::Tensor alone = net->forward(batch.slice(0, 1, 2));
  EXPECT_LT((together.slice(0, 1, 2) - alone).abs().max().item<double>(), 1e-5);
}

TEST(EncoderNet, ConstrainsItsScale) {
  EncoderNet net;
  const torch::NoGradGuard no_gradient;
  net->cells.at("affine")->scale.fill_(9.0f);
  net->constrain();
  EXPECT_EQ(net->cells.at("affine")->scale.item<float>(), 3.0f);
}

}  // namespace
}  // namespace divisi::timbre

#include "train/torch_net.h"

#include <gtest/gtest.h>

namespace divisi::train {
namespace {

TorchNet made_net() {
  torch::manual_seed(1);
  return TorchNet(
      models::NetLayers{{models::item_layer("one", 2, 3), models::item_layer("other", 2, 3)}},
      TorchNetOptions{.initial = InitialWeights::uniform});
}

void learn_one(TorchNet& net, double scale) {
  TorchOps ops(net);
  const torch::Tensor out =
      ops.conv(models::item_layer("one", 2, 3), torch::full({1, 4, 1, 2}, scale));
  out.sum().backward();
}

/// Experiment 3a counts pitches and is not asked for the count.
TEST(AverageShards, LeavesWeightsAloneThatTheLossDoesNotReach) {
  TorchNet net = made_net();
  std::vector<TorchNet> shards = {made_net(), made_net()};
  learn_one(shards[0], 1.0);
  learn_one(shards[1], 3.0);
  average_shards(shards, net);
  EXPECT_FALSE(net->at("other")->weight.grad().defined());
  ASSERT_TRUE(net->at("one")->weight.grad().defined());
  EXPECT_NEAR(net->at("one")->weight.grad().mean().item<double>(), 4.0 * 2.0, 1e-5);
}

}  // namespace
}  // namespace divisi::train

#include "train/import_weights.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "made_clips.h"
#include "train/export_weights.h"

namespace divisi::train {
namespace {

namespace fs = std::filesystem;

RunState begun(const Architecture& architecture, std::uint64_t seed) {
  return begin_run({.seed = seed,
                    .layers = architecture.layers(),
                    .options = architecture.net_options(),
                    .recipe_json = ""});
}

fs::path exported(const fs::path& path, TorchNet& net, const Architecture& architecture) {
  EXPECT_TRUE(export_weights(path, net, architecture, testing::small_recipe(), "a commit"));
  return path;
}

/// Of layers that stand in no architecture.
RunState begun(const models::NetLayers& layers, std::uint64_t seed) {
  RunStart start;
  start.seed = seed;
  start.layers = layers;
  return begin_run(start);
}

/// A file of some of a network's layers.
fs::path written(const fs::path& path, TorchNet& net, const models::NetLayers& layers) {
  std::vector<torch::Tensor> kept;
  std::vector<nn::TensorToWrite> tensors;
  append_tensors(net, layers, kept, tensors);
  EXPECT_TRUE(nn::write_weights_file(path, weights_info("a", "b", "{}", ""), tensors));
  return path;
}

models::NetLayers one_layer(int inputs, int outputs) {
  return std::vector{models::item_layer("one", inputs, outputs)};
}

TEST(BeginWith, TakesTheWeightsForNetworkAndAverage) {
  const fs::path folder = testing::fresh_folder();
  const auto architecture = make_architecture(testing::small_recipe());
  RunState first = begun(*architecture, 1);
  const fs::path path = exported(folder / "first.dvw", first.net, *architecture);
  RunState second = begun(*architecture, 2);
  std::vector<std::string> lines;
  const auto taken = begin_with(path, architecture->layers(), second,
                                [&](const std::string& line) { lines.push_back(line); });
  ASSERT_TRUE(taken) << taken.error().message;
  EXPECT_EQ(lines.size(), 1u);
  const std::string expected = core::read_file(path).value();
  EXPECT_EQ(core::read_file(exported(folder / "net.dvw", second.net, *architecture)).value(),
            expected);
  EXPECT_EQ(core::read_file(exported(folder / "average.dvw", second.average.net(), *architecture))
                .value(),
            expected);
}

/// What it is told besides changes nothing at first.
TEST(BeginWith, LayersMayHaveGotMoreInputs) {
  RunState narrow = begun(one_layer(3, 2), 1), wide = begun(one_layer(5, 2), 2);
  const fs::path path =
      written(testing::fresh_folder() / "narrow.dvw", narrow.net, one_layer(3, 2));
  const auto taken = begin_with(path, one_layer(5, 2), wide, [](const std::string&) {});
  ASSERT_TRUE(taken) << taken.error().message;
  const torch::Tensor seen = torch::randn({1, 1, 1, 5});
  const torch::Tensor expected = narrow.net->at("one")->forward(seen.slice(3, 0, 3), {});
  EXPECT_TRUE(torch::allclose(wide.net->at("one")->forward(seen, {}), expected, 1e-2, 1e-2));
  EXPECT_EQ(wide.net->at("one")->weight.slice(1, 3).abs().max().item<float>(), 0.0f);
}

/// Those that it had answer as before.
TEST(BeginWith, LayersMayHaveGotMoreOutputs) {
  RunState narrow = begun(one_layer(3, 2), 1), wide = begun(one_layer(3, 4), 2);
  const fs::path path =
      written(testing::fresh_folder() / "narrow.dvw", narrow.net, one_layer(3, 2));
  const torch::Tensor fresh = wide.net->at("one")->weight.detach().slice(2, 2).clone();
  const auto taken = begin_with(path, one_layer(3, 4), wide, [](const std::string&) {});
  ASSERT_TRUE(taken) << taken.error().message;
  const torch::Tensor seen = torch::randn({1, 1, 1, 3});
  const torch::Tensor found = wide.net->at("one")->forward(seen, {});
  EXPECT_TRUE(
      torch::allclose(found.slice(3, 0, 2), narrow.net->at("one")->forward(seen, {}), 1e-2, 1e-2));
  EXPECT_TRUE(torch::equal(wide.net->at("one")->weight.slice(2, 2), fresh)) << "as they were";
}

/// All of its layers have, and biases of each position.
TEST(BeginWith, AWiderNetworkSaysTheSameAtFirst) {
  Recipe recipe = testing::small_recipe();
  const auto narrow = make_architecture(recipe);
  RunState first = begun(*narrow, 1);
  const fs::path path = exported(testing::fresh_folder() / "narrow.dvw", first.net, *narrow);
  recipe.network.channels *= 2;
  recipe.network.bottleneck_channels *= 2;
  recipe.network.head_channels *= 2;
  const auto wide = make_architecture(recipe);
  RunState second = begun(*wide, 2);
  const auto taken = begin_with(path, wide->layers(), second, [](const std::string&) {});
  ASSERT_TRUE(taken) << taken.error().message;
  first.net->eval();
  second.net->eval();
  const torch::Tensor features =
      torch::rand({1, 9, recipe.network.bin_count, recipe.network.map_count});
  const torch::Tensor expected = narrow->forward(first.net, features).cells;
  EXPECT_TRUE(torch::allclose(wide->forward(second.net, features).cells, expected, 1e-2, 1e-2));
  EXPECT_GT(expected.std().item<double>(), 0.05);
}

/// A layer that the file has nothing of stays as it was, beside one that it has.
TEST(BeginWith, LayersMayBeNew) {
  const models::NetLayers both =
      std::vector{models::item_layer("one", 3, 2), models::item_layer("two", 3, 2)};
  RunState old = begun(both, 1), fresh = begun(both, 2);
  const fs::path path = written(testing::fresh_folder() / "old.dvw", old.net, one_layer(3, 2));
  const torch::Tensor before = fresh.net->at("two")->weight.detach().clone();
  const auto silent = [](const std::string&) {};
  ASSERT_TRUE(begin_with(path, both, fresh, silent));
  EXPECT_TRUE(torch::equal(fresh.net->at("two")->weight, before));
  EXPECT_TRUE(
      torch::allclose(fresh.net->at("one")->weight, old.net->at("one")->weight, 1e-2, 1e-2));
  const auto none = begin_with(path, std::vector{models::item_layer("two", 3, 2)}, fresh, silent);
  ASSERT_FALSE(none) << "nothing of it is there";
  EXPECT_NE(none.error().message.find("two"), std::string::npos) << none.error().message;
}

TEST(BeginWith, LeavesARunAloneThatHasDoneAStep) {
  const auto architecture = make_architecture(testing::small_recipe());
  RunState state = begun(*architecture, 1);
  const auto silent = [](const std::string&) {};
  EXPECT_TRUE(begin_with({}, architecture->layers(), state, silent));
  state.step = 1;
  EXPECT_TRUE(begin_with("missing.dvw", architecture->layers(), state, silent));
}

TEST(BeginWith, NamesWhatDoesNotFit) {
  const fs::path folder = testing::fresh_folder();
  const auto architecture = make_architecture(testing::small_recipe());
  RunState state = begun(*architecture, 1);
  const auto silent = [](const std::string&) {};
  EXPECT_FALSE(begin_with(folder / "missing.dvw", architecture->layers(), state, silent));
  const auto other = make_architecture(testing::published_recipe());
  TorchNet net(other->layers(), other->net_options());
  ASSERT_TRUE(export_weights(folder / "other.dvw", net, *other, testing::published_recipe(), ""));
  const auto taken = begin_with(folder / "other.dvw", architecture->layers(), state, silent);
  ASSERT_FALSE(taken);
  EXPECT_NE(taken.error().message.find("other.dvw"), std::string::npos) << taken.error().message;
}

}  // namespace
}  // namespace divisi::train

#include "train/checkpoint.h"

#include <fstream>

#include <gtest/gtest.h>

#include "made_clips.h"
#include "train/architecture.h"

namespace divisi::train {
namespace {

RunState state_of(const Recipe& recipe, std::uint64_t seed) {
  torch::manual_seed(seed);
  const auto architecture = make_architecture(recipe);
  TorchNet net(architecture->layers(), architecture->net_options());
  WeightAverage average(architecture->layers(), net);
  torch::optim::AdamW optimizer(net->parameters(), torch::optim::AdamWOptions(1e-3));
  return {net, std::move(average), std::move(optimizer), {}, 0, recipe_to_json(recipe)};
}

void take_a_step(RunState& state) {
  state.optimizer.zero_grad();
  torch::Tensor sum = torch::zeros({});
  for (const torch::Tensor& tensor : state.net->parameters()) sum = sum + (tensor * tensor).sum();
  sum.backward();
  state.optimizer.step();
  state.average.follow(state.net, 0.5);
  ++state.step;
}

void expect_equal(RunState& a, RunState& b) {
  const auto pa = a.net->parameters(), pb = b.net->parameters();
  const auto qa = a.average.net()->parameters(), qb = b.average.net()->parameters();
  ASSERT_EQ(pa.size(), pb.size());
  for (std::size_t i = 0; i < pa.size(); ++i) {
    EXPECT_TRUE(torch::equal(pa[i], pb[i]));
    EXPECT_TRUE(torch::equal(qa[i], qb[i]));
  }
  EXPECT_EQ(a.step, b.step);
}

TEST(Checkpoint, RestoresEverythingIncludingTheMoments) {
  const auto path = testing::fresh_folder() / "checkpoint.pt";
  RunState state = state_of(testing::small_recipe(), 1);
  for (int i = 0; i < 3; ++i) take_a_step(state);
  state.monitor = {0.25, 2, 1, 0.35};
  ASSERT_TRUE(save_checkpoint(path, state));
  RunState loaded = state_of(testing::small_recipe(), 2);
  const auto result = load_checkpoint(path, loaded, torch::kCPU);
  ASSERT_TRUE(result) << result.error().message;
  expect_equal(state, loaded);
  EXPECT_EQ(loaded.monitor.best_score, 0.25);
  EXPECT_EQ(loaded.monitor.validations_since_best, 2);
  EXPECT_EQ(loaded.monitor.rate_factor, 0.35);
  EXPECT_EQ(loaded.recipe_json, recipe_to_json(testing::small_recipe()));
  // Only with the same moments does the next step lead to the same place.
  take_a_step(state);
  take_a_step(loaded);
  expect_equal(state, loaded);
}

TEST(Checkpoint, MissingOneIsNotFound) {
  RunState state = state_of(testing::small_recipe(), 1);
  const auto result = load_checkpoint("/no/such/checkpoint.pt", state, torch::kCPU);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::not_found);
}

TEST(Checkpoint, CutOrForeignFilesAreErrors) {
  const auto path = testing::fresh_folder() / "checkpoint.pt";
  RunState state = state_of(testing::small_recipe(), 1);
  ASSERT_TRUE(save_checkpoint(path, state));
  const auto size = std::filesystem::file_size(path);
  for (const auto bytes : {size - 1, size / 2, std::uintmax_t{10}, std::uintmax_t{0}}) {
    std::filesystem::resize_file(path, bytes);
    RunState other = state_of(testing::small_recipe(), 1);
    const auto result = load_checkpoint(path, other, torch::kCPU);
    ASSERT_FALSE(result) << bytes << " bytes";
    EXPECT_EQ(result.error().code, ErrorCode::corrupt);
    EXPECT_NE(result.error().message.find(path.string()), std::string::npos);
    EXPECT_EQ(result.error().message.find('\n'), std::string::npos) << "one line";
  }
  std::ofstream(path) << "this is not a checkpoint";
  EXPECT_FALSE(load_checkpoint(path, state, torch::kCPU));
}

TEST(Checkpoint, OfAnotherNetworkIsAnError) {
  const auto path = testing::fresh_folder() / "checkpoint.pt";
  RunState state = state_of(testing::small_recipe(), 1);
  ASSERT_TRUE(save_checkpoint(path, state));
  Recipe wider = testing::small_recipe();
  wider.network.channels = 16;
  RunState other = state_of(wider, 1);
  const auto result = load_checkpoint(path, other, torch::kCPU);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::corrupt);
  RunState published = state_of(testing::published_recipe(), 1);
  EXPECT_FALSE(load_checkpoint(path, published, torch::kCPU));
}

TEST(Checkpoint, FolderWithoutRightsOrExistenceIsAnIoError) {
  RunState state = state_of(testing::small_recipe(), 1);
  const auto result = save_checkpoint("/no/such/folder/checkpoint.pt", state);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::io);
}

}  // namespace
}  // namespace divisi::train

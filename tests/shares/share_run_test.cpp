#include "shares/share_run.h"

#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "made_duo.h"
#include "models/share_model.h"
#include "separate/share_grid.h"
#include "train/checkpoint.h"

namespace divisi::shares {
namespace {

namespace fs = std::filesystem;

ShareRecipe small_recipe() {
  ShareRecipe recipe;
  recipe.network.channels = 4;
  recipe.network.time_dilations = {1, 2};
  recipe.frames = 40;
  recipe.schedule.batch_items = 2;
  recipe.schedule.steps = 6;
  recipe.schedule.warmup_steps = 1;
  recipe.schedule.decay_steps = 2;
  recipe.schedule.learning_rate = 1e-2;
  recipe.schedule.average_decay = 0.5;
  recipe.schedule.validate_every_steps = 3;
  return recipe;
}

train::TrainOptions options_for(const fs::path& folder, const std::string& run) {
  train::TrainOptions options;
  options.run_directory = folder / run;
  options.train_directories = options.validation_directories = {folder / "clips"};
  options.threads = 1;
  return options;
}

Expected<void> train_here(const ShareRecipe& recipe, const train::TrainOptions& options) {
  return train_shares(recipe, {}, {}, options, [](const std::string&) {});
}

fs::path made_world() {
  const fs::path folder = testing::fresh_folder();
  testing::write_duos(folder / "clips", 2);
  return folder;
}

TEST(TrainShares, GetsNearerToTheSources) {
  const fs::path folder = made_world();
  ShareRecipe recipe = small_recipe();
  recipe.schedule.steps = 40;
  recipe.schedule.validate_every_steps = 40;
  const auto options = options_for(folder, "run");
  const auto trained = train_here(recipe, options);
  ASSERT_TRUE(trained) << trained.error().message;
  // log.csv: step, loss, validation's loss and its parts, then the figures.
  const std::string log = core::read_file(options.run_directory / "log.csv").value();
  const std::string last = log.substr(log.rfind('\n', log.size() - 2) + 1);
  std::vector<double> numbers;
  for (std::size_t at = 0; at < last.size();) {
    const std::size_t comma = std::min(last.find(',', at), last.size());
    numbers.push_back(std::atof(last.substr(at, comma - at).c_str()));
    at = comma + 1;
  }
  ASSERT_GE(numbers.size(), 3u) << log;
  const double best = numbers[numbers.size() - 1], better = numbers[numbers.size() - 2],
               fitted = numbers[numbers.size() - 3];
  EXPECT_GT(better, fitted + 0.1) << log;
  EXPECT_LT(better, best);
}

/// To the bit.
/// Stopped while it listens, and between steps.
TEST(TrainShares, GoesOnAsIfNothingHadHappened) {
  const fs::path folder = made_world();
  const ShareRecipe recipe = small_recipe();
  const auto whole = options_for(folder, "whole");
  ASSERT_TRUE(train_here(recipe, whole));
  auto parts = options_for(folder, "parts");
  constexpr int kListened = 2 * 2;  // two clips to train on, the same two to validate on
  for (const int asked : {1, kListened + 2, kListened + 1, kListened + 9}) {
    int left = asked;
    parts.may_go_on = [&left] { return left-- > 0; };
    const auto trained = train_here(recipe, parts);
    if (!trained) {
      ASSERT_EQ(trained.error().code, ErrorCode::cancelled) << trained.error().message;
    }
  }
  for (const char* name : {"weights.dvw", "weights_best.dvw"}) {
    EXPECT_EQ(core::read_file(whole.run_directory / name).value(),
              core::read_file(parts.run_directory / name).value())
        << name;
  }
}

/// Both run the one definition of the architecture; this compares their operations.
TEST(TrainShares, TheProductAgrees) {
  const fs::path folder = made_world();
  const ShareRecipe recipe = small_recipe();
  ASSERT_TRUE(train_here(recipe, options_for(folder, "run")));
  auto file = nn::WeightsFile::read(folder / "run/weights.dvw");
  ASSERT_TRUE(file) << file.error().message;
  const auto model = models::ShareModel::load(*file);
  ASSERT_TRUE(model) << model.error().message;
  ASSERT_TRUE(model->has_value());
  EXPECT_TRUE(file->check_all_used());
  const models::ShareNet net(recipe.network);
  train::RunStart start;
  start.layers = net.all_layers();
  train::RunState state = train::begin_run(start);
  ASSERT_TRUE(train::load_checkpoint(folder / "run/checkpoint.pt", state, torch::kCPU));
  state.average.net()->eval();
  const torch::NoGradGuard no_gradient;
  const torch::Tensor cells =
      torch::randn({1, 20, recipe.network.positions(), recipe.network.in_channels()});
  train::TorchOps ops(state.average.net());
  const torch::Tensor expected = models::run_share_net(net, ops, cells).flatten();
  nn::Map map(20, recipe.network.positions(), recipe.network.in_channels());
  std::copy_n(cells.data_ptr<float>(), cells.numel(), map.data());
  models::Workspace workspace;
  const std::vector<float> found = (*model)->run(map, workspace);
  ASSERT_EQ(static_cast<std::int64_t>(found.size()), expected.numel());
  // Weights are kept in half precision.
  for (std::size_t i = 0; i < found.size(); ++i)
    ASSERT_NEAR(found[i], expected[static_cast<std::int64_t>(i)].item<float>(), 0.03f) << i;
}

TEST(TrainShares, SaysWhatIsMissing) {
  const fs::path folder = testing::fresh_folder();
  const auto nothing = train_here(small_recipe(), options_for(folder, "run"));
  ASSERT_FALSE(nothing);
  EXPECT_NE(nothing.error().message.find("clips"), std::string::npos) << nothing.error().message;
}

TEST(ShareRecipe, NonsenseIsRefusedByName) {
  const fs::path folder = testing::fresh_folder();
  const auto refused = [&](const std::string& text) {
    std::ofstream(folder / "recipe.json") << text;
    const auto recipe = read_share_recipe(folder / "recipe.json");
    return recipe ? std::string() : recipe.error().message;
  };
  EXPECT_EQ(refused(R"({"model": "divisi-share-net"})"), "");
  EXPECT_NE(refused(R"({"model": "divisi-share-net", "frames": 0})").find("frames"),
            std::string::npos);
  EXPECT_NE(refused(R"({"model": "divisi-share-net", "network": {"bands": 255}})").find("bands"),
            std::string::npos);
  EXPECT_NE(refused(R"({"model": "divisi-share-net", "network": {"channels": 0}})").find("network"),
            std::string::npos);
}

}  // namespace
}  // namespace divisi::shares
